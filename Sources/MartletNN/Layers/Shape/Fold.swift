import MartletCore

/// The image that has these blocks, summed where they overlap: x (N, C K K′, L) or (C K K′, L) → (N, C, H, W) with `outputSize` (H, W).
///
/// Stops when L is not the number of places that the window has in such an image.
/// (https://pytorch.org/docs/stable/generated/torch.nn.Fold.html)
public final class Fold: SlidingBlocks, Layer {
  private let outputSize: [Int]

  public init(
    outputSize: some IntOrArray, kernelSize: some IntOrArray, dilation: some IntOrArray = 1, padding: some IntOrArray = 0,
    stride: some IntOrArray = 1
  ) {
    self.outputSize = outputSize.ints
    super.init(kernelSize.ints, dilation.ints, padding.ints, stride.ints)
  }

  public func forward(_ x: Tensor) -> Tensor {
    F.fold(x, outputSize: outputSize, kernelSize: kernelSize, dilation: dilation, padding: padding, stride: stride)
  }

  public override var extraRepr: String { "output_size=\(Python.intOrTuple(outputSize)), \(super.extraRepr)" }
}
