extension Linalg {
  /// The factors of A = P L U in one matrix (U and, below its diagonal, L without its ones), with LAPACK's pivots (int32, from 1).
  ///
  /// A singular matrix has zeros on U's diagonal and is not refused.
  public static func luFactor(_ a: Tensor) -> (LU: Tensor, pivots: Tensor) {
    let f = luFactorWithInfo("Linalg.luFactor", a)
    return (f.lu, f.pivots)
  }

  static func luFactorWithInfo(_ op: String, _ a: Tensor) -> (lu: Tensor, pivots: Tensor, info: [Int32]) {
    checkMatrix(op, a)
    let f = MatrixBatch(a), lapack = LAPACK(dtype: a.dtype)
    let k = Swift.min(f.rows, f.columns)
    let pivots = Tensor(empty: Dims(f.batch + [k]), .int32, a.device)
    let info = f.each { k == 0 ? 0 : lapack.getrf(f.rows, f.columns, f.pointer($0), pivots.intRowPointer($0, k)) }
    let lu = f.result
    if tracks(a) {
      let out = Saved(output: lu)
      lu.record("linalg_lu_factor", a, saving: [out]) { g in
        let (l, u) = unpack(out())
        let k = Swift.min(g.size(-2), g.size(-1))
        // L's part of the gradient is what stands below the diagonal, U's the rest.
        return gradient(g.narrow(dim: -1, start: 0, length: k).tril(-1), g.narrow(dim: -2, start: 0, length: k).triu(), l, u, pivots)
      }
    }
    return (lu, pivots, info)
  }

  /// P, L and U with A = P L U: P (…, m, m) a permutation, L (…, m, k) lower with ones on its diagonal, U (…, k, n) upper.
  public static func lu(_ a: Tensor) -> (P: Tensor, L: Tensor, U: Tensor) {
    let f = luFactorWithInfo("Linalg.lu", a)
    let (l, u) = unpack(f.lu)
    return (permutation(f.pivots, a.size(-2), a.dtype), l, u)
  }

  private static func unpack(_ lu: Tensor) -> (l: Tensor, u: Tensor) {
    let k = Swift.min(lu.size(-2), lu.size(-1))
    let eye = Tensor.eye(lu.size(-2), k, dtype: lu.dtype)
    return (lu.narrow(dim: -1, start: 0, length: k).tril(-1) + eye, lu.narrow(dim: -2, start: 0, length: k).triu())
  }

  /// LAPACK's row swaps as the order of rows they lead to: (…, m), int64.
  private static func rowOrder(_ pivots: Tensor, _ m: Int) -> Tensor {
    let k = pivots.size(-1), batch = Array(pivots.shape.dropLast())
    let swaps = pivots.toArray(Int.self)
    let count = batch.reduce(1, *)
    var rows: [Int] = []
    rows.reserveCapacity(count * m)
    for b in 0..<count {
      var order = Array(0..<m)
      for i in 0..<k { order.swapAt(i, swaps[b * k + i] - 1) }
      rows += order
    }
    return Tensor(rows, shape: batch + [m])
  }

  /// P with (P L U) = A.
  private static func permutation(_ pivots: Tensor, _ m: Int, _ dtype: DType) -> Tensor {
    let order = rowOrder(pivots, m)
    let p = Tensor.zeros(order.shape + [m], dtype: dtype)
    return p.scatter_(dim: -2, index: order.unsqueeze(-2), value: 1)
  }

  /// The gradient of A from those of L and U: phi = tril(Lᵀ L̄, −1) + triu(Ū Uᵀ), Ā = P L⁻ᵀ phi U⁻ᵀ for a square A; what lies beyond the
  /// square part of a wide U or a tall L goes back through one triangular solve.
  private static func gradient(_ gl: Tensor, _ gu: Tensor, _ l: Tensor, _ u: Tensor, _ pivots: Tensor) -> Tensor {
    let m = l.size(-2), n = u.size(-1), k = Swift.min(m, n)
    let l1 = l.narrow(dim: -2, start: 0, length: k), u1 = u.narrow(dim: -1, start: 0, length: k)
    let l2 = l.narrow(dim: -2, start: k, length: m - k), u2 = u.narrow(dim: -1, start: k, length: n - k)
    let gl1 = gl.narrow(dim: -2, start: 0, length: k), gu1 = gu.narrow(dim: -1, start: 0, length: k)
    let gl2 = gl.narrow(dim: -2, start: k, length: m - k), gu2 = gu.narrow(dim: -1, start: k, length: n - k)
    var lower = l1.mT.matmul(gl1), upper = gu1.matmul(u1.mT)
    if n > k { lower = lower - gu2.matmul(u2.mT) }
    if m > k { upper = upper - l2.mT.matmul(gl2) }
    let phi = lower.tril(-1) + upper.triu()
    func afterL(_ x: Tensor) -> Tensor { solveTriangular(l1.mT, x, upper: true, unitriangular: true) }
    func beforeU(_ x: Tensor) -> Tensor { solveTriangular(u1.mT, x, upper: false, left: false) }
    var g = beforeU(afterL(phi))
    if n > k { g = Tensor.cat([g, afterL(gu2)], dim: -1) }
    if m > k { g = Tensor.cat([g, beforeU(gl2)], dim: -2) }
    return permutation(pivots, m, g.dtype).matmul(g)
  }

  /// X with A X = B from A's factors; `left: false`: X A = B; `adjoint`: with Aᵀ for A.
  public static func luSolve(_ lu: Tensor, _ pivots: Tensor, _ b: Tensor, left: Bool = true, adjoint: Bool = false) -> Tensor {
    let op = "Linalg.luSolve"
    checkSquare(op, lu)
    checkMatrix(op, b)
    checkDTypes(op, lu, b)
    require(pivots.dtype == .int32, op, "pivots must be int32, got \(pivots.dtype)")
    if !left { return luSolve(lu, pivots, b.mT, adjoint: !adjoint).mT }
    let n = lu.size(-1)
    require(b.size(-2) == n, op, "shapes \(lu.dims) and \(b.dims) do not fit: expected (…, n, n) and (…, n, k)")
    let p = permutation(pivots, n, lu.dtype)
    if adjoint {
      let y = solveTriangular(lu.mT, b, upper: false)
      return p.matmul(solveTriangular(lu.mT, y, upper: true, unitriangular: true))
    }
    let y = solveTriangular(lu, p.mT.matmul(b), upper: false, unitriangular: true)
    return solveTriangular(lu, y, upper: true)
  }
}
