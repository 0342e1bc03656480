import MartletCore

/// The largest element of each window: x (N, C, D, H, W) → (N, C, D′, H′, W′), the batch dim may be missing.
///
/// D′ = ⌊(D + 2 padding − dilation (kernelSize − 1) − 1) / stride⌋ + 1 and H′, W′ likewise. Stops when a window does not fit.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MaxPool3d.html)
public final class MaxPool3d: MaxPoolNd {
  public override class var spatial: Int { 3 }
}
