extension Tensor {
  /// The norm of the difference.
  public func dist(_ y: Tensor, p: some TensorNumber = 2) -> Tensor { (self - y).norm(p: p) }

  /// Slices along `dim` whose p-norm exceeds `maxNorm` are scaled down to it.
  public func renorm(p: some TensorNumber, dim: Int, maxNorm: some TensorNumber) -> Tensor {
    require(dims.count >= 2, "renorm", "expected at least 2 dimensions, got shape \(dims)")
    let d = wrap(dim, dims.count, "renorm"), limit = maxNorm.scalar.double
    require(p.scalar.double > 0 && limit >= 0, "renorm", "p must be positive and maxNorm not negative, got \(p) and \(limit)")
    let n = norm(p: p, dim: dims.indices.filter { $0 != d }, keepDim: true)
    return self * Tensor.where(n .> limit, limit / (n + 1e-7), Tensor.onesLike(n))
  }
  @discardableResult
  public func renorm_(p: some TensorNumber, dim: Int, maxNorm: some TensorNumber) -> Tensor {
    rewrite("renorm_") { $0.renorm(p: p, dim: dim, maxNorm: maxNorm) }
  }
}
