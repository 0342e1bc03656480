import MartletCore

/// The mean of each window of x (N, C, H, W); the stride defaults to the window.
/// (https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html)
public final class AvgPool2d: Module, Layer {
  private let kernelSize: [Int], stride: [Int], padding: [Int]
  private let ceilMode: Bool, countIncludePad: Bool
  private let divisorOverride: Int?

  public init(
    _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true, divisorOverride: Int? = nil
  ) {
    self.kernelSize = kernelSize.ints
    self.stride = stride.ints.isEmpty ? kernelSize.ints : stride.ints
    self.padding = padding.ints
    self.ceilMode = ceilMode
    self.countIncludePad = countIncludePad
    self.divisorOverride = divisorOverride
  }

  public func forward(_ x: Tensor) -> Tensor {
    F.avgPool2d(
      x, kernelSize, stride: stride, padding: padding, ceilMode: ceilMode, countIncludePad: countIncludePad,
      divisorOverride: divisorOverride)
  }

  public override var extraRepr: String {
    "kernel_size=\(Python.intOrTuple(kernelSize)), stride=\(Python.intOrTuple(stride)), padding=\(Python.intOrTuple(padding))"
  }
}
