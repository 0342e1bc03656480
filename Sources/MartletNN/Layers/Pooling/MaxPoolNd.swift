import MartletCore

/// The base of `MaxPool1d`, `MaxPool2d` and `MaxPool3d`.
open class MaxPoolNd: SpatialLayer, Layer {
  private let kernelSize: [Int], stride: [Int], padding: [Int], dilation: [Int]
  private let ceilMode: Bool

  /// - Parameters:
  ///   - stride: from one window to the next; the window's size unless given.
  ///   - padding: at both ends with −∞, at most half of the window.
  ///   - dilation: between the elements of a window.
  ///   - ceilMode: round the output's size up, so that the last window may reach over the edge.
  public init(
    _ kernelSize: any IntOrArray, stride: any IntOrArray = [Int](), padding: any IntOrArray = 0, dilation: any IntOrArray = 1,
    ceilMode: Bool = false
  ) {
    self.kernelSize = kernelSize.ints
    self.stride = stride.ints.isEmpty ? kernelSize.ints : stride.ints
    self.padding = padding.ints
    self.dilation = dilation.ints
    self.ceilMode = ceilMode
  }

  public func forward(_ x: Tensor) -> Tensor {
    switch Self.spatial {
    case 1: F.maxPool1d(x, kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    case 2: F.maxPool2d(x, kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    default: F.maxPool3d(x, kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    }
  }

  /// The maxima with the position of each in its channel's plane: what max unpooling needs. (PyTorch's `return_indices=True`)
  public func forwardWithIndices(_ x: Tensor) -> (output: Tensor, indices: Tensor) {
    pooledMaxima(x, maxima)
  }

  private func maxima(_ x: Tensor) -> (output: Tensor, indices: Tensor) {
    switch Self.spatial {
    case 1: F.maxPool1dWithIndices(x, kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    case 2: F.maxPool2dWithIndices(x, kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    default: F.maxPool3dWithIndices(x, kernelSize, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    }
  }

  public override var extraRepr: String {
    let text = Python.intOrTuple
    let window = "kernel_size=\(text(kernelSize)), stride=\(text(stride)), padding=\(text(padding)), dilation=\(text(dilation))"
    return "\(window), ceil_mode=\(Python.bool(ceilMode))"
  }
}
