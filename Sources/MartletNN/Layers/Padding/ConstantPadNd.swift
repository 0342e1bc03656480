import MartletCore

/// The base of `ConstantPad1d`, `ConstantPad2d` and `ConstantPad3d`.
open class ConstantPadNd: PaddingNd {
  private let value: Scalar

  /// - Parameters:
  ///   - padding: one number for all sides, or (before, after) of the last dim, then of the one before it, and so on;
  ///     negative numbers crop.
  ///   - value: what is written outside of the input.
  public init(_ padding: any IntOrArray, _ value: any TensorNumber) {
    self.value = value.scalar
    super.init(padding)
  }

  open override func forward(_ x: Tensor) -> Tensor { F.pad(x, padding, value: value) }

  open override var extraRepr: String { "padding=\(Python.tuple(padding)), value=\(Python.number(value))" }
}
