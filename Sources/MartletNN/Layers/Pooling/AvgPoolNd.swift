import MartletCore

/// The base of `AvgPool1d`, `AvgPool2d` and `AvgPool3d`.
open class AvgPoolNd: SpatialLayer, Layer {
  private let kernelSize: [Int], stride: [Int], padding: [Int]
  private let ceilMode: Bool, countIncludePad: Bool
  private let divisorOverride: Int?

  /// - Parameters:
  ///   - stride: from one window to the next; the window's size unless given.
  ///   - padding: zeros at both ends, at most half of the window.
  ///   - ceilMode: round the output's size up, so that the last window may reach over the edge.
  ///   - countIncludePad: whether the padding counts as elements of the mean.
  ///   - divisorOverride: what sums are divided by instead of the number of elements; in two and three dims.
  public init(
    _ kernelSize: any IntOrArray, stride: any IntOrArray = [Int](), padding: any IntOrArray = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true, divisorOverride: Int? = nil
  ) {
    require(divisorOverride == nil || Self.spatial > 1, "\(Self.self)", "divisorOverride is for two and three dims")
    self.kernelSize = kernelSize.ints
    self.stride = stride.ints.isEmpty ? kernelSize.ints : stride.ints
    self.padding = padding.ints
    self.ceilMode = ceilMode
    self.countIncludePad = countIncludePad
    self.divisorOverride = divisorOverride
  }

  public func forward(_ x: Tensor) -> Tensor {
    switch Self.spatial {
    case 1:
      F.avgPool1d(x, kernelSize, stride: stride, padding: padding, ceilMode: ceilMode, countIncludePad: countIncludePad)
    case 2:
      F.avgPool2d(
        x, kernelSize, stride: stride, padding: padding, ceilMode: ceilMode, countIncludePad: countIncludePad,
        divisorOverride: divisorOverride)
    default:
      F.avgPool3d(
        x, kernelSize, stride: stride, padding: padding, ceilMode: ceilMode, countIncludePad: countIncludePad,
        divisorOverride: divisorOverride)
    }
  }

  public override var extraRepr: String {
    // PyTorch keeps an int as an int, except in one dim.
    let text = Self.spatial == 1 ? Python.tuple : Python.intOrTuple
    return "kernel_size=\(text(kernelSize)), stride=\(text(stride)), padding=\(text(padding))"
  }
}
