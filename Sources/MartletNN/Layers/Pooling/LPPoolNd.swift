import MartletCore

/// The base of `LPPool1d`, `LPPool2d` and `LPPool3d`.
open class LPPoolNd: SpatialLayer, Layer {
  private let normType: Scalar
  private let kernelSize: [Int], stride: [Int]
  private let ceilMode: Bool

  /// - Parameters:
  ///   - normType: the power p. Stops when it is 0.
  ///   - stride: from one window to the next; the window's size unless given.
  ///   - ceilMode: round the output's size up, so that the last window may reach over the edge.
  public init(
    _ normType: any TensorNumber, _ kernelSize: any IntOrArray, stride: any IntOrArray = [Int](), ceilMode: Bool = false
  ) {
    require(normType.scalar.double != 0, "\(Self.self)", "normType must not be 0")
    self.normType = normType.scalar
    self.kernelSize = Self.spatial == 1 ? Self.perDim(kernelSize.ints, "kernelSize") : kernelSize.ints
    self.stride = stride.ints
    self.ceilMode = ceilMode
  }

  public func forward(_ x: Tensor) -> Tensor {
    let p = normType.double
    return switch Self.spatial {
    case 1: F.lpPool1d(x, p, kernelSize[0], stride: stride, ceilMode: ceilMode)
    case 2: F.lpPool2d(x, p, kernelSize, stride: stride, ceilMode: ceilMode)
    default: F.lpPool3d(x, p, kernelSize, stride: stride, ceilMode: ceilMode)
    }
  }

  public override var extraRepr: String {
    let step = stride.isEmpty ? "None" : Python.intOrTuple(stride)
    return
      "norm_type=\(Python.number(normType)), kernel_size=\(Python.intOrTuple(kernelSize)), stride=\(step), ceil_mode=\(Python.bool(ceilMode))"
  }
}
