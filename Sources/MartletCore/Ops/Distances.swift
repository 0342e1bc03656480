/// Whether `cdist` computes Euclidean distances through a matrix product, which is faster and less exact.
public enum EuclideanMode: Sendable {
  /// When either side has more than 25 rows.
  case useMmForEuclidDistIfNecessary
  case useMmForEuclidDist
  case donotUseMmForEuclidDist
}

extension Tensor {
  /// The p-norm distances between the rows of this tensor (…, n, d) and of `y` (…, m, d): (…, n, m). Batches broadcast.
  public func cdist(_ y: Tensor, p: Double = 2, computeMode: EuclideanMode = .useMmForEuclidDistIfNecessary) -> Tensor {
    require(dims.count >= 2 && y.dims.count >= 2, "cdist", "expected at least 2 dimensions, got shapes \(dims) and \(y.dims)")
    require(dtype == y.dtype && dtype.isFloatingPoint, "cdist", "expected one floating-point dtype, got \(dtype) and \(y.dtype)")
    require(p >= 0, "cdist", "p must not be negative, got \(p)")
    let (n, m, d) = (size(-2), y.size(-2), size(-1))
    require(d == y.size(-1), "cdist", "the last dims of shapes \(dims) and \(y.dims) differ")
    let (a, b) = Linalg.broadcastBatches("cdist", self, y)
    if p != 2 || d == 0 || n == 0 || m == 0 {
      let differences = a.unsqueeze(-2) - b.unsqueeze(-3)
      return d == 0 ? differences.sum(dim: -1) : Linalg.vectorNorm(differences, p, [-1], false, nil)
    }
    let usesProduct = computeMode == .useMmForEuclidDist || computeMode == .useMmForEuclidDistIfNecessary && (n > 25 || m > 25)
    let distance = noGrad { () -> Tensor in
      if !usesProduct { return Linalg.vectorNorm(a.unsqueeze(-2) - b.unsqueeze(-3), 2, [-1], false, nil) }
      let squares = a.square().sum(dim: -1, keepDim: true) + b.square().sum(dim: -1, keepDim: true).mT
      return (squares - a.matmul(b.mT) * 2).clamp(min: 0).sqrt()
    }
    if !tracks(a, b) { return distance }
    let sa = Saved(a), sb = Saved(b), out = Saved(output: distance)
    return distance.record("cdist", [a, b], saving: [sa, sb, out]) { g, needs in
      // d‖x − y‖ / dx = (x − y) / ‖x − y‖, summed over all partners without forming the differences.
      let r = out()
      let isZero = r .== 0
      let w = (g / r.maskedFill(isZero, 1)).maskedFill(isZero, 0)
      let (x, y) = (sa(), sb())
      let gx: Tensor? = needs.needs(0) ? x * w.sum(dim: -1, keepDim: true) - w.matmul(y) : nil
      let gy: Tensor? = needs.needs(1) ? y * w.sum(dim: -2).unsqueeze(-1) - w.mT.matmul(x) : nil
      return [gx, gy]
    }
  }
}
