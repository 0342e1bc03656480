extension Linalg {
  /// X with A X = B for triangular A (…, n, n), of which only that triangle is read; `left: false`: X A = B; `unitriangular`: the
  /// diagonal of A counts as ones. Batches broadcast; nothing is refused, a zero on the diagonal gives infinities.
  public static func solveTriangular(
    _ a: Tensor, _ b: Tensor, upper: Bool, left: Bool = true, unitriangular: Bool = false
  ) -> Tensor {
    let op = "Linalg.solveTriangular"
    checkSquare(op, a)
    checkMatrix(op, b)
    checkDTypes(op, a, b)
    require(
      b.size(left ? -2 : -1) == a.size(-1), op, "shapes \(a.dims) and \(b.dims) do not fit: expected (…, n, n) and \(left ? "(…, n, k)" : "(…, k, n)")")
    let (a, b) = broadcastBatches(op, a, b)
    // Row-major memory is the transpose in column-major: A X = B is Xᵀ Aᵀ = Bᵀ there, and upper is lower.
    let (m, n) = (b.size(-2), b.size(-1)), order = a.size(-1)
    let factor = noGrad { a.detach().contiguous() }
    let x = noGrad { Tensor(copying: b) }
    if x.numel > 0 {
      let lapack = LAPACK(dtype: a.dtype)
      for i in 0..<(x.numel / (m * n)) {
        lapack.trsm(
          left: !left, upper: !upper, unit: unitriangular, n, m, factor.rowPointer(i, order * order), x.rowPointer(i, m * n))
      }
    }
    if !tracks(a, b) { return x }
    let sa = Saved(a), out = Saved(output: x)
    return x.record("linalg_solve_triangular", [a, b], saving: [sa, out]) { g, needs in
      let gb = solveTriangular(sa().mT, g, upper: !upper, left: left, unitriangular: unitriangular)
      if !needs.needs(0) { return [nil, gb] }
      let full = left ? -(gb.matmul(out().mT)) : -(out().mT.matmul(gb))
      let edge = unitriangular ? 1 : 0
      return [upper ? full.triu(edge) : full.tril(-edge), gb]
    }
  }
}
