import MartletCore

/// The blocks of an image as columns, one for each place of the window: x (N, C, H, W) or (C, H, W) → (N, C K K′, L).
///
/// L is the number of places, ∏ (⌊(size + 2 padding − dilation (kernelSize − 1) − 1) / stride⌋ + 1). Stops when the window does not fit.
/// (https://pytorch.org/docs/stable/generated/torch.nn.Unfold.html)
public final class Unfold: SlidingBlocks, Layer {
  public init(
    kernelSize: some IntOrArray, dilation: some IntOrArray = 1, padding: some IntOrArray = 0, stride: some IntOrArray = 1
  ) { super.init(kernelSize.ints, dilation.ints, padding.ints, stride.ints) }

  public func forward(_ x: Tensor) -> Tensor {
    F.unfold(x, kernelSize: kernelSize, dilation: dilation, padding: padding, stride: stride)
  }
}
