import MartletCore

/// The largest element of each window: x (N, C, L) → (N, C, L′), the batch dim may be missing.
///
/// L′ = ⌊(L + 2 padding − dilation (kernelSize − 1) − 1) / stride⌋ + 1. Stops when a window does not fit.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html)
public final class MaxPool1d: MaxPoolNd {
  public override class var spatial: Int { 1 }
}
