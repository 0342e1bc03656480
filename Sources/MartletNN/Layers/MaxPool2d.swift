import MartletCore

/// The largest element of each window of x (N, C, H, W); the stride defaults to the window.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html)
public final class MaxPool2d: Module, Layer {
  private let kernelSize: [Int], stride: [Int], padding: [Int], dilation: [Int]
  private let ceilMode: Bool

  public init(
    _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, dilation: some IntOrArray = 1,
    ceilMode: Bool = false
  ) {
    self.kernelSize = kernelSize.ints
    self.stride = stride.ints.isEmpty ? kernelSize.ints : stride.ints
    self.padding = padding.ints
    self.dilation = dilation.ints
    self.ceilMode = ceilMode
  }

  public func forward(_ x: Tensor) -> Tensor {
    F.maxPool2d(x, kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
  }

  public override var extraRepr: String {
    "kernel_size=\(Python.intOrTuple(kernelSize)), stride=\(Python.intOrTuple(stride)), padding=\(Python.intOrTuple(padding)), dilation=\(Python.intOrTuple(dilation)), ceil_mode=\(Python.bool(ceilMode))"
  }
}
