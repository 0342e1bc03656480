import MartletCore

/// The base of padding layers.
open class PaddingNd: SpatialLayer, Layer {
  /// (before, after) of the last dim, then of the one before it, and so on, as `F.pad` takes it.
  let padding: [Int]

  /// What is written outside of the input.
  class var mode: PadMode { .constant }

  /// - Parameter padding: one number for all sides, or (before, after) of the last dim, then of the one before it, and so on;
  ///   negative numbers crop.
  public init(_ padding: any IntOrArray) {
    let sides = padding.ints, count = 2 * Self.spatial
    require(sides.count == 1 || sides.count == count, "\(Self.self)", "padding must be one number or \(count), got \(sides)")
    self.padding = sides.count == count ? sides : [Int](repeating: sides[0], count: count)
  }

  open func forward(_ x: Tensor) -> Tensor { F.pad(x, padding, mode: Self.mode) }

  open override var extraRepr: String { Python.tuple(padding) }
}
