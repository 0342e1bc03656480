import MartletCore

/// The mean of each window: x (N, C, H, W) → (N, C, H′, W′), the batch dim may be missing.
///
/// H′ = ⌊(H + 2 padding − kernelSize) / stride⌋ + 1 and W′ likewise. Stops when a window does not fit.
/// (https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html)
public final class AvgPool2d: AvgPoolNd {
  public override class var spatial: Int { 2 }
}
