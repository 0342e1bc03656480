import MartletCore

/// The mean of each window: x (N, C, L) → (N, C, L′), the batch dim may be missing.
///
/// L′ = ⌊(L + 2 padding − kernelSize) / stride⌋ + 1. Stops when a window does not fit.
/// (https://pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html)
public final class AvgPool1d: AvgPoolNd {
  public override class var spatial: Int { 1 }
}
