// Diagonals read and written as copies; `diagonal` itself is a view.

extension Tensor {
  /// A vector as the diagonal of a square matrix, or the diagonal of a matrix as a vector.
  public func diag(_ diagonal: Int = 0) -> Tensor {
    require(dims.count == 1 || dims.count == 2, "diag", "expected a vector or a matrix, got shape \(dims)")
    return dims.count == 1 ? diagEmbed(offset: diagonal) : self.diagonal(offset: diagonal).clone()
  }

  /// The last dim as the diagonals of matrices whose dims are `dim1` and `dim2` of the result; zero elsewhere.
  public func diagEmbed(offset: Int = 0, dim1: Int = -2, dim2: Int = -1) -> Tensor {
    require(dims.count > 0, "diagEmbed", "expected at least 1 dimension, got a 0-d tensor")
    let a = wrap(dim1, dims.count + 1, "diagEmbed"), b = wrap(dim2, dims.count + 1, "diagEmbed")
    require(a != b, "diagEmbed", "dim1 and dim2 are the same, \(a)")
    let n = dims[dims.count - 1] + Int(offset.magnitude)
    var whole = dims
    whole.remove(at: dims.count - 1)
    whole.insert(n, at: Swift.min(a, b))
    whole.insert(n, at: Swift.max(a, b))
    let y = noGrad { embedded(in: whole) { $0.diagonal(offset: offset, dim1: a, dim2: b) } }
    return tracks(self) ? y.record("diag_embed", self) { $0.diagonal(offset: offset, dim1: a, dim2: b) } : y
  }

  /// All elements, in order, as the diagonal of a square matrix.
  public func diagflat(_ offset: Int = 0) -> Tensor { reshape(-1).diagEmbed(offset: offset) }

  /// The sum of the main diagonal of a matrix; integers give int64.
  public func trace() -> Tensor {
    require(dims.count == 2, "trace", "expected a matrix, got shape \(dims)")
    return diagonal().sum()
  }
}
