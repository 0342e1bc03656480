/// LAPACK's ways to solve least squares: `gels` by QR (full rank only), `gelsy` by pivoted QR, `gelsd` and `gelss` by the SVD.
public enum LeastSquaresDriver: Sendable { case gels, gelsy, gelsd, gelss }

extension Linalg {
  /// X that minimises ‖A X − B‖ for A (…, m, n) and B (…, m, k), the shortest of several.
  ///
  /// Gives also the squared residuals (…, k) (when m > n, all ranks are n and the driver is not `gelsy`, else empty), the ranks (`gels`: empty) and the singular
  /// values (`gelsd` and `gelss`, else empty). `rcond`: singular values up to that part of the largest count as 0; by default max(m, n) times the dtype's precision.
  public static func lstsq(
    _ a: Tensor, _ b: Tensor, rcond: Double? = nil, driver: LeastSquaresDriver = .gelsy
  ) -> (solution: Tensor, residuals: Tensor, rank: Tensor, singularValues: Tensor) {
    let op = "Linalg.lstsq"
    checkMatrix(op, a)
    checkDTypes(op, a, b)
    // As for solve, B may be a batch of vectors.
    if b.ndim == a.ndim - 1 && b.shape == Array(a.shape.dropLast()) {
      let r = lstsq(a, b.unsqueeze(-1), rcond: rcond, driver: driver)
      return (r.solution.squeeze(-1), r.residuals, r.rank, r.singularValues)
    }
    require(
      b.ndim >= 2 && b.size(-2) == a.size(-2), op, "shapes \(a.dims) and \(b.dims) do not fit: expected (…, m, n) and (…, m, k)")
    let (a, b) = broadcastBatches(op, a, b)
    let (m, n) = (a.size(-2), a.size(-1))
    let precision = a.dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne)
    let f = leastSquares(op, a, b, rcond ?? precision * Double(Swift.max(m, n)), driver)
    let x = f.x
    if tracks(a, b) {
      let sa = Saved(a), sb = Saved(b)
      x.record("linalg_lstsq", [a, b], saving: [sa, sb]) { g, needs in
        let p = pinv(sa())
        return [needs.needs(0) ? pinvGradient(g.matmul(sb().mT), p, sa()) : nil, needs.needs(1) ? p.mT.matmul(g) : nil]
      }
    }
    let batch = Array(a.shape.dropLast(2))
    let isFull = driver == .gels || f.ranks.allSatisfy { $0 == Int32(n) }
    let residuals = tracks(a, b) ? (b - a.matmul(x)).square().sum(dim: -2) : f.residuals
    let nothing = Tensor.empty([0], dtype: a.dtype)
    return (
      x, m > n && isFull && driver != .gelsy ? residuals : nothing,
      driver == .gels ? Tensor.empty([0], dtype: .int64) : Tensor(f.ranks, shape: batch, dtype: .int64),
      driver == .gelsd || driver == .gelss ? f.s : nothing
    )
  }

  private static func leastSquares(
    _ op: String, _ a: Tensor, _ b: Tensor, _ rcond: Double, _ driver: LeastSquaresDriver
  ) -> (x: Tensor, residuals: Tensor, ranks: [Int32], s: Tensor) {
    for t in [a, b] { checkFinite(op, t) }
    let (m, n, k) = (a.size(-2), a.size(-1), b.size(-1))
    let batch = Array(a.shape.dropLast(2)), lapack = LAPACK(dtype: a.dtype)
    let f = MatrixBatch(a), s = Tensor(empty: Dims(batch + [Swift.min(m, n)]), a.dtype, a.device)
    // LAPACK writes the n rows of X over the m rows of B, so there must be room for both.
    let taller = Swift.max(n - m, 0)
    let x = MatrixBatch(noGrad { Tensor.cat([b.detach(), Tensor.zeros(batch + [taller, k], dtype: b.dtype)], dim: -2) })
    var ranks = [Int32](repeating: 0, count: f.count)
    if m == 0 { noGrad { _ = x.tensor.zero_() } }
    for i in 0..<f.count where m > 0 && n > 0 {
      let (pa, px, ps) = (f.pointer(i), x.pointer(i), s.rowPointer(i, Swift.min(m, n)))
      let info =
        switch driver {
        case .gels: lapack.gels(m, n, k, pa, px)
        case .gelsy: lapack.gelsy(m, n, k, pa, px, rcond: rcond, rank: &ranks[i])
        case .gelsd: lapack.gelsd(m, n, k, pa, px, ps, rcond: rcond, rank: &ranks[i])
        case .gelss: lapack.gelss(m, n, k, pa, px, ps, rcond: rcond, rank: &ranks[i])
        }
      if info != 0 { fail(op, "\(f.count > 1 ? "batch element \(i): " : "")the least squares problem could not be solved (LAPACK's info \(info)); does A have full rank?") }
    }
    return noGrad {
      let whole = x.result
      let solution = whole.narrow(dim: -2, start: 0, length: n).clone()
      let misfit = whole.narrow(dim: -2, start: Swift.min(n, m), length: Swift.max(m - n, 0))
      return (solution, misfit.square().sum(dim: -2), ranks, s)
    }
  }
}
