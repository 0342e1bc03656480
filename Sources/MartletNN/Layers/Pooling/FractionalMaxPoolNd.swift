import MartletCore

/// The base of `FractionalMaxPool2d` and `FractionalMaxPool3d`.
open class FractionalMaxPoolNd: SpatialLayer, Layer {
  private let kernelSize: [Int]
  private let outputSize: [Int]?
  private let outputRatio: [Double]?

  /// - Parameters:
  ///   - outputSize: the size of the output.
  ///   - outputRatio: instead, the ratio of the output's size to the input's, between 0 and 1.
  ///
  /// Stops unless exactly one of the two is given.
  public init(
    _ kernelSize: any IntOrArray, outputSize: (any IntOrArray)? = nil, outputRatio: (any NumberOrArray)? = nil
  ) {
    let layer = "\(Self.self)"
    require((outputSize == nil) != (outputRatio == nil), layer, "exactly one of outputSize and outputRatio must be given")
    self.kernelSize = Self.perDim(kernelSize.ints, "kernelSize")
    self.outputSize = outputSize.map { Self.perDim($0.ints, "outputSize") }
    self.outputRatio = outputRatio.map { Self.perDim($0.doubles, "outputRatio") }
    for ratio in self.outputRatio ?? [] { require(ratio > 0 && ratio < 1, layer, "outputRatio must lie between 0 and 1, got \(ratio)") }
  }

  public func forward(_ x: Tensor) -> Tensor { maxima(x).output }

  /// The maxima with the position of each in its channel's plane: what max unpooling needs. (PyTorch's `return_indices=True`)
  public func forwardWithIndices(_ x: Tensor) -> (output: Tensor, indices: Tensor) { pooledMaxima(x, maxima) }

  private func maxima(_ x: Tensor) -> (output: Tensor, indices: Tensor) {
    Self.spatial == 2
      ? F.fractionalMaxPool2dWithIndices(x, kernelSize, outputSize: outputSize, outputRatio: outputRatio)
      : F.fractionalMaxPool3dWithIndices(x, kernelSize, outputSize: outputSize, outputRatio: outputRatio)
  }
}
