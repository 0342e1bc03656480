extension Linalg {
  /// X with A X = B for A (…, n, n) and B (…, n, k) or a batch of vectors (…, n); `left: false`: X A = B. Batches broadcast.
  ///
  /// Stops on a singular matrix. Gradients: B̄ = A⁻ᵀ X̄, Ā = −B̄ Xᵀ.
  public static func solve(_ a: Tensor, _ b: Tensor, left: Bool = true) -> Tensor {
    let op = "Linalg.solve"
    checkSquare(op, a)
    checkDTypes(op, a, b)
    // As in PyTorch, B is a batch of vectors when it is one vector or has exactly A's shape without the last dim.
    if b.ndim == 1 || (b.ndim == a.ndim - 1 && b.shape == Array(a.shape.dropLast())) {
      require(left, op, "left: false needs matrices on the right, got shape \(b.dims)")
      return solve(a, b.unsqueeze(-1)).squeeze(-1)
    }
    require(b.ndim >= 2, op, "expected vectors or matrices on the right, got shape \(b.dims)")
    if !left { return solve(a.mT, b.mT).mT }
    require(b.size(-2) == a.size(-1), op, "shapes \(a.dims) and \(b.dims) do not fit: expected (…, n, n) and (…, n, k)")
    let (wideA, wideB) = broadcastBatches(op, a, b)
    let x = solved(op, wideA, wideB)
    if !tracks(a, b) { return x }
    let sa = Saved(wideA), out = Saved(output: x)
    return x.record("linalg_solve", [wideA, wideB], saving: [sa, out]) { g, n in
      let gb = solve(sa().mT, g)
      return [n.needs(0) ? -(gb.matmul(out().mT)) : nil, gb]
    }
  }

  private static func solved(_ op: String, _ a: Tensor, _ b: Tensor) -> Tensor {
    let f = MatrixBatch(a), x = MatrixBatch(b), lapack = LAPACK(dtype: a.dtype)
    let pivots = Tensor(empty: Dims([f.count, f.rows]), .int32, a.device)
    let info = f.each { i in
      if x.rows == 0 || x.columns == 0 { return 0 }
      let p = pivots.intRowPointer(i, f.rows)
      let info = lapack.getrf(f.rows, f.rows, f.pointer(i), p)
      return info != 0 ? info : lapack.getrs(f.rows, x.columns, f.pointer(i), p, x.pointer(i))
    }
    checkInfo(op, info) { "the matrix is singular: element \($0) of the diagonal of U is zero" }
    return x.result
  }

  /// A⁻¹ for A (…, n, n). Stops on a singular matrix. Gradient: −A⁻ᵀ Ȳ A⁻ᵀ.
  public static func inv(_ a: Tensor) -> Tensor {
    let (y, info) = inverted("Linalg.inv", a)
    checkInfo("Linalg.inv", info) { "the matrix is singular: element \($0) of the diagonal of U is zero" }
    return y
  }

  /// The same without stopping: `info` (int32) is 0, or which element of U's diagonal is zero. `checkErrors`: stop.
  public static func invEx(_ a: Tensor, checkErrors: Bool = false) -> (inverse: Tensor, info: Tensor) {
    let (y, info) = inverted("Linalg.invEx", a)
    if checkErrors { checkInfo("Linalg.invEx", info) { "the matrix is singular: element \($0) of the diagonal of U is zero" } }
    return (y, infoTensor(info, Array(a.shape.dropLast(2))))
  }

  private static func inverted(_ op: String, _ a: Tensor) -> (Tensor, [Int32]) {
    checkSquare(op, a)
    let f = MatrixBatch(a), lapack = LAPACK(dtype: a.dtype)
    let pivots = Tensor(empty: Dims([f.count, f.rows]), .int32, a.device)
    let info = f.each { i in
      if f.rows == 0 { return 0 }
      let p = pivots.intRowPointer(i, f.rows)
      let info = lapack.getrf(f.rows, f.rows, f.pointer(i), p)
      return info != 0 ? info : lapack.getri(f.rows, f.pointer(i), p)
    }
    let y = f.result
    if tracks(a) {
      let out = Saved(output: y)
      y.record("linalg_inv", a, saving: [out]) { g in -(out().mT.matmul(g).matmul(out().mT)) }
    }
    return (y, info)
  }

  /// X of the shape that is left of A when `dims` (moved to its end) are contracted: tensordot(A, X) = B.
  public static func tensorsolve(_ a: Tensor, _ b: Tensor, dims: [Int]? = nil) -> Tensor {
    var a = a
    if let dims {
      let gone = wrapAll(dims, a.ndim, "Linalg.tensorsolve")
      a = a.permute(a.dims.indices.filter { !gone.contains($0) } + gone)
    }
    let rest = Array(a.shape.dropFirst(b.ndim))
    let n = rest.reduce(1, *)
    require(
      n == b.numel && a.numel == n * n, "Linalg.tensorsolve", "a tensor of shape \(a.dims) is no square system for a right side of shape \(b.dims)")
    return solve(a.reshape([n, n]), b.reshape(-1)).reshape(rest)
  }

  /// The inverse for `tensordot`: of A seen as a matrix whose rows are its first `ind` dims.
  public static func tensorinv(_ a: Tensor, ind: Int = 2) -> Tensor {
    require(ind > 0 && ind <= a.ndim, "Linalg.tensorinv", "ind must lie in 1…\(a.ndim), got \(ind)")
    let rows = Array(a.shape.prefix(ind)), columns = Array(a.shape.dropFirst(ind))
    let n = rows.reduce(1, *)
    require(n == columns.reduce(1, *), "Linalg.tensorinv", "the first \(ind) dims of shape \(a.dims) and the others must hold equally many elements")
    return inv(a.reshape([n, n])).reshape(columns + rows)
  }
}
