extension Tensor {
  /// The covariances of the variables in the rows of a matrix, whose columns are observations; of a vector: its variance.
  ///
  /// The divisor is n − correction. `fweights` says how often each observation was made, `aweights` how much it counts.
  public func cov(correction: Int = 1, fweights: Tensor? = nil, aweights: Tensor? = nil) -> Tensor {
    require(dims.count <= 2, "cov", "expected at most 2 dimensions, got shape \(dims)")
    require(dtype != .bool, "cov", "bool tensors have no covariance")
    let float = dtype.isFloatingPoint ? self : to(defaultDType())
    let x = dims.count == 2 ? float : float.view(1, -1)
    let n = x.dims[1]
    for (name, w) in [("fweights", fweights), ("aweights", aweights)] {
      guard let w else { continue }
      require(w.dims == Dims([n]), "cov", "expected \(n) \(name), got shape \(w.dims)")
      require(w.dtype.isFloatingPoint == (name == "aweights"), "cov", "\(name) must be \(name == "aweights" ? "floating-point" : "integers"), got \(w.dtype)")
      require(noGrad { (w .>= 0).all().item(as: Bool.self) }, "cov", "\(name) must not be negative")
    }
    guard let weights = fweights.map({ f in aweights.map { f * $0 } ?? f }) ?? aweights else {
      let centred = x - x.mean(dim: 1, keepDim: true)
      let degrees: Double = Swift.max(Double(n - correction), 0)
      return (centred.matmul(centred.t()) / degrees).squeeze()
    }
    let total = weights.sum()
    let mean = (x * weights).sum(dim: 1, keepDim: true) / total
    let lost = aweights.map { (weights * $0).sum() / total * correction } ?? Tensor.fullLike(total, correction)
    let centred = x - mean
    return ((centred * weights).matmul(centred.t()) / (total - lost).clamp(min: 0)).squeeze()
  }

  /// Pearson's correlation coefficients of the variables in the rows of a matrix.
  public func corrcoef() -> Tensor {
    let c = cov()
    if c.dims.count == 0 { return c / c }
    let deviation = c.diagonal().sqrt()
    return (c / deviation.unsqueeze(1) / deviation.unsqueeze(0)).clamp(min: -1, max: 1)
  }

  /// The elements in order along the first dim.
  public func msort() -> Tensor { sort(dim: 0).values }
}
