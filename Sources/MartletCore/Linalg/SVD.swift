extension Linalg {
  /// A = U diag(S) Vh for A (…, m, n), with S falling and k = min(m, n): U (…, m, m), Vh (…, n, n), or (…, m, k) and (…, k, n) without `fullMatrices`.
  ///
  /// U and Vh are unique only up to signs (and rotations among equal values); gradients through them are defined for functions that do
  /// not depend on that choice. (Giles, "Collected matrix derivative results", 2008.)
  public static func svd(_ a: Tensor, fullMatrices: Bool = true) -> (U: Tensor, S: Tensor, Vh: Tensor) {
    checkMatrix("Linalg.svd", a)
    checkFinite("Linalg.svd", a)
    let (m, n) = (a.size(-2), a.size(-1)), k = Swift.min(m, n)
    let batch = Array(a.shape.dropLast(2)), lapack = LAPACK(dtype: a.dtype)
    let f = MatrixBatch(a), s = Tensor(empty: Dims(batch + [k]), a.dtype, a.device)
    let us = MatrixBatch(batch, m, fullMatrices ? m : k, like: a), vs = MatrixBatch(batch, fullMatrices ? n : k, n, like: a)
    if k == 0 {
      // Nothing to decompose: any orthogonal matrices will do.
      noGrad {
        us.result.copy_(Tensor.eye(us.rows, us.columns, dtype: a.dtype))
        vs.result.copy_(Tensor.eye(vs.rows, vs.columns, dtype: a.dtype))
      }
    } else {
      let info = f.each { i in
        lapack.gesdd(
          fullMatrices ? "A" : "S", m, n, f.pointer(i), s.rowPointer(i, k), us.pointer(i), vs.pointer(i), vrow: vs.rows)
      }
      checkInfo("Linalg.svd", info) { _ in "the algorithm did not converge" }
    }
    let (u, vh) = (us.result, vs.result)
    if tracks(a) {
      let saved = (Saved(output: u), Saved(output: s, index: 1), Saved(output: vh, index: 2))
      recordAll("linalg_svd", [u, s, vh], [a], saving: [saved.0, saved.1, saved.2]) { g, _ in
        let u = saved.0().narrow(dim: -1, start: 0, length: k), vh = saved.2().narrow(dim: -2, start: 0, length: k)
        return [
          svdGradient(
            u, saved.1(), vh, g[0].map { $0.narrow(dim: -1, start: 0, length: k) }, g[1], g[2].map { $0.narrow(dim: -2, start: 0, length: k) })
        ]
      }
    }
    return (u, s, vh)
  }

  /// Ā = U ((skew(Uᵀ Ū) / E) S + S (skew(Vᵀ V̄) / E) + diag(S̄)) Vh, and what Ū and V̄ have outside the spans of U and V, divided by S;
  /// Eᵢⱼ = Sⱼ² − Sᵢ², 1 on the diagonal.
  private static func svdGradient(_ u: Tensor, _ s: Tensor, _ vh: Tensor, _ gu: Tensor?, _ gs: Tensor?, _ gvh: Tensor?) -> Tensor {
    let m = u.size(-2), n = vh.size(-1), k = s.size(-1)
    var inner = gs.map { $0.diagEmbed() }
    func add(_ t: Tensor) { inner = inner.map { $0 + t } ?? t }
    let row = s.unsqueeze(-2), column = s.unsqueeze(-1)
    let squares = row * row - column * column
    let gaps = squares + Tensor.eye(k, dtype: s.dtype)
    if let gu {
      let x = u.mT.matmul(gu)
      add((x - x.mT) / gaps * row)
    }
    if let gvh {
      let x = vh.matmul(gvh.mT)
      add(column * ((x - x.mT) / gaps))
    }
    guard let inner else { return Tensor.zeros(u.shape.dropLast() + [n], dtype: u.dtype) }
    var g = u.matmul(inner).matmul(vh)
    if let gu, m > k {
      let outside = gu - u.matmul(u.mT.matmul(gu))
      g = g + (outside / row).matmul(vh)
    }
    if let gvh, n > k {
      let outside = gvh - gvh.matmul(vh.mT).matmul(vh)
      g = g + u.matmul(outside / column)
    }
    return g
  }

  /// The singular values of A (…, m, n), falling: (…, min(m, n)).
  public static func svdvals(_ a: Tensor) -> Tensor {
    if tracks(a) { return svd(a, fullMatrices: false).S }
    checkMatrix("Linalg.svdvals", a)
    checkFinite("Linalg.svdvals", a)
    let f = MatrixBatch(a), lapack = LAPACK(dtype: a.dtype)
    let k = Swift.min(f.rows, f.columns)
    let s = Tensor(empty: Dims(f.batch + [k]), a.dtype, a.device)
    if k == 0 { return s }
    let info = f.each { i in
      // Without vectors, gesdd reads neither matrix.
      lapack.gesdd("N", f.rows, f.columns, f.pointer(i), s.rowPointer(i, k), f.pointer(i), f.pointer(i), vrow: k)
    }
    checkInfo("Linalg.svdvals", info) { _ in "the algorithm did not converge" }
    return s
  }
}
