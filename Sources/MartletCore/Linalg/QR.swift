/// How much of Q and R `Linalg.qr` gives.
public enum QRMode: Sendable {
  /// Q (…, m, k) and R (…, k, n), k = min(m, n).
  case reduced
  /// Q (…, m, m) and R (…, m, n).
  case complete
  /// R of `reduced`, and an empty Q.
  case r
}

extension Linalg {
  /// A = Q R with orthonormal columns in Q and R upper triangular, for A (…, m, n).
  ///
  /// Gradients: Walter and Lehmann, "Algorithmic differentiation of linear algebra functions", 2018; they need mode `reduced`, or
  /// `complete` of matrices that are not tall.
  public static func qr(_ a: Tensor, mode: QRMode = .reduced) -> (Q: Tensor, R: Tensor) {
    checkMatrix("Linalg.qr", a)
    let (m, n) = (a.size(-2), a.size(-1)), k = Swift.min(m, n)
    let columns = mode == .complete ? m : k
    let batch = Array(a.shape.dropLast(2)), lapack = LAPACK(dtype: a.dtype)
    let f = MatrixBatch(a), qs = MatrixBatch(batch, m, columns, like: a)
    func upper() -> Tensor {
      let whole = f.result.triu()
      return columns < m ? whole.narrow(dim: -2, start: 0, length: columns).contiguous() : whole
    }
    // Products of blocks of reflections: most of the work is in matrix products.
    let block = Swift.min(k, 32), blocks = Tensor(empty: Dims([f.count, k, block]), a.dtype, a.device)
    let r = noGrad { () -> Tensor in
      if mode != .r { qs.result.copy_(Tensor.eye(m, columns, dtype: a.dtype)) }
      if k > 0 {
        _ = f.each { lapack.geqrt(m, n, block: block, f.pointer($0), blocks.rowPointer($0, k * block)) }
        if mode == .r { return upper() }
        // The columns of Q do not depend on each other: two threads have work at one matrix too.
        let halves = columns % 2 == 0 && (64...400).contains(columns) ? 2 : 1, parts = qs.cut(halves)
        _ = parts.each { i in
          let from = i / halves
          return lapack.gemqrt(m, parts.columns, k, block: block, f.pointer(from), blocks.rowPointer(from, k * block), parts.pointer(i))
        }
      }
      return upper()
    }
    if mode == .r {
      if tracks(a) { fail("Linalg.qr", "mode r keeps no Q, which the derivative needs; use mode reduced") }
      return (Tensor.empty([0], dtype: a.dtype), r)
    }
    let q = qs.result
    if tracks(a) {
      let sq = Saved(output: q), sr = Saved(output: r, index: 1)
      recordAll("linalg_qr", [q, r], [a], saving: [sq, sr]) { g, _ in
        require(mode == .reduced || m <= n, "Linalg.qr", "mode complete has no derivative for tall matrices (\(m) by \(n))")
        return [qrGradient(sq(), sr(), g[0], g[1])]
      }
    }
    return (q, r)
  }

  /// Ā = (Q̄ + Q copyltu(M)) R⁻ᵀ with M = R R̄ᵀ − Q̄ᵀ Q. For a wide A = [X Y] with R = [U V]: Y's gradient is Q V̄, and X's follows
  /// from Q̄ + Y V̄ᵀ and Ū.
  private static func qrGradient(_ q: Tensor, _ r: Tensor, _ gq: Tensor?, _ gr: Tensor?) -> Tensor {
    let m = q.size(-2), n = r.size(-1), k = q.size(-1)
    if n > m {
      let u = r.narrow(dim: -1, start: 0, length: k), v = r.narrow(dim: -1, start: k, length: n - k)
      guard let gr else {
        let gx = squareGradient(q, u, gq, nil)
        return Tensor.cat([gx, Tensor.zerosLike(v)], dim: -1)
      }
      let gu = gr.narrow(dim: -1, start: 0, length: k), gv = gr.narrow(dim: -1, start: k, length: n - k)
      let fromV = q.matmul(v).matmul(gv.mT)
      return Tensor.cat([squareGradient(q, u, gq.map { $0 + fromV } ?? fromV, gu), q.matmul(gv)], dim: -1)
    }
    return squareGradient(q, r, gq, gr)
  }

  private static func squareGradient(_ q: Tensor, _ r: Tensor, _ gq: Tensor?, _ gr: Tensor?) -> Tensor {
    var mixed: Tensor?
    if let gr { mixed = r.matmul(gr.mT) }
    if let gq {
      let t = gq.mT.matmul(q)
      mixed = mixed.map { $0 - t } ?? -t
    }
    guard let mixed else { return Tensor.zerosLike(q.matmul(r)) }
    let symmetric = mixed.tril() + mixed.tril(-1).mT
    let inner = q.matmul(symmetric)
    let right = gq.map { $0 + inner } ?? inner
    return solveTriangular(r.mT, right, upper: false, left: false)
  }
}
