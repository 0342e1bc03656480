import MartletCore

/// The largest element of each window: x (N, C, H, W) → (N, C, H′, W′), the batch dim may be missing.
///
/// H′ = ⌊(H + 2 padding − dilation (kernelSize − 1) − 1) / stride⌋ + 1 and W′ likewise. Stops when a window does not fit.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html)
public final class MaxPool2d: MaxPoolNd {
  public override class var spatial: Int { 2 }
}
