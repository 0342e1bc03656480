import MartletCore

/// The base of `MaxUnpool1d`, `MaxUnpool2d` and `MaxUnpool3d`.
open class MaxUnpoolNd: SpatialLayer {
  private let kernelSize: [Int], stride: [Int], padding: [Int]

  /// The settings of the pooling that is undone; its stride is the window's size unless given.
  public init(_ kernelSize: any IntOrArray, stride: any IntOrArray = [Int](), padding: any IntOrArray = 0) {
    self.kernelSize = Self.perDim(kernelSize.ints, "kernelSize")
    self.stride = stride.ints.isEmpty ? self.kernelSize : Self.perDim(stride.ints, "stride")
    self.padding = Self.perDim(padding.ints, "padding")
  }

  /// Puts each element of x at its index.
  ///
  /// - Parameters:
  ///   - indices: what `forwardWithIndices` of the pooling gave, of x's shape.
  ///   - outputSize: the size that the pooling's input had, of the spatial dims or of all.
  ///
  /// Stops when an index lies outside of the output.
  public func callAsFunction(_ x: Tensor, _ indices: Tensor, outputSize: [Int]? = nil) -> Tensor {
    withHooks([x, indices]) { [unpool($0[0], $0[1], outputSize)] }[0]
  }

  private func unpool(_ x: Tensor, _ indices: Tensor, _ outputSize: [Int]?) -> Tensor {
    switch Self.spatial {
    case 1: F.maxUnpool1d(x, indices, kernelSize, stride: stride, padding: padding, outputSize: outputSize)
    case 2: F.maxUnpool2d(x, indices, kernelSize, stride: stride, padding: padding, outputSize: outputSize)
    default: F.maxUnpool3d(x, indices, kernelSize, stride: stride, padding: padding, outputSize: outputSize)
    }
  }

  public override var extraRepr: String {
    "kernel_size=\(Python.tuple(kernelSize)), stride=\(Python.tuple(stride)), padding=\(Python.tuple(padding))"
  }
}
