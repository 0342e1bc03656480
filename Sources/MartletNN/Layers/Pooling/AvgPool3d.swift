import MartletCore

/// The mean of each window: x (N, C, D, H, W) → (N, C, D′, H′, W′), the batch dim may be missing.
///
/// D′ = ⌊(D + 2 padding − kernelSize) / stride⌋ + 1 and H′, W′ likewise. Stops when a window does not fit.
/// (https://pytorch.org/docs/stable/generated/torch.nn.AvgPool3d.html)
public final class AvgPool3d: AvgPoolNd {
  public override class var spatial: Int { 3 }
}
