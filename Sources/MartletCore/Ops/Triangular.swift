// The parts of matrices on one side of a diagonal.

extension Tensor {
  /// The last two dims as matrices, with zeros above diagonal `diagonal` (0: the main one, positive: above it). Stops below two dims.
  public func tril(_ diagonal: Int = 0) -> Tensor { maskedFill(outside("tril", lower: true, diagonal), 0) }
  /// The last two dims as matrices, with zeros below diagonal `diagonal`.
  public func triu(_ diagonal: Int = 0) -> Tensor { maskedFill(outside("triu", lower: false, diagonal), 0) }
  @discardableResult public func tril_(_ diagonal: Int = 0) -> Tensor { maskedFill_(outside("tril_", lower: true, diagonal), 0) }
  @discardableResult public func triu_(_ diagonal: Int = 0) -> Tensor { maskedFill_(outside("triu_", lower: false, diagonal), 0) }

  private func outside(_ op: String, lower: Bool, _ diagonal: Int) -> Tensor {
    require(dims.count >= 2, op, "expected at least 2 dimensions, got shape \(dims)")
    let inside = Tensor.triangle(dims[dims.count - 2], dims[dims.count - 1], lower: lower, diagonal)
    return inside.logicalNot()
  }

  /// Where column − row ≤ diagonal (lower) or ≥ diagonal (upper).
  static func triangle(_ rows: Int, _ columns: Int, lower: Bool, _ diagonal: Int) -> Tensor {
    let edge = Tensor.arange(rows).unsqueeze(1) + diagonal
    let column = Tensor.arange(columns)
    return lower ? column .<= edge : column .>= edge
  }

  /// The (row, column) positions of the lower triangle of a matrix, row by row: (2, count), int64.
  public static func trilIndices(_ rows: Int, _ columns: Int, offset: Int = 0, dtype: DType = .int64) -> Tensor {
    triangleIndices("trilIndices", rows, columns, lower: true, offset, dtype)
  }
  /// The (row, column) positions of the upper triangle of a matrix, row by row: (2, count), int64.
  public static func triuIndices(_ rows: Int, _ columns: Int, offset: Int = 0, dtype: DType = .int64) -> Tensor {
    triangleIndices("triuIndices", rows, columns, lower: false, offset, dtype)
  }

  private static func triangleIndices(
    _ op: String, _ rows: Int, _ columns: Int, lower: Bool, _ offset: Int, _ dtype: DType
  ) -> Tensor {
    require(rows >= 0 && columns >= 0, op, "sizes cannot be negative, got \(rows) and \(columns)")
    require(dtype == .int64 || dtype == .int32, op, "positions are int32 or int64, not \(dtype)")
    return triangle(rows, columns, lower: lower, offset).nonzero().t().contiguous().to(dtype)
  }
}
