extension Linalg {
  /// L with A = L Lᵀ for symmetric positive-definite A (…, n, n), of which only the lower triangle is read; `upper`: U with A = Uᵀ U.
  ///
  /// Stops when a matrix is not positive-definite. Derivative: Murray, "Differentiation of the Cholesky decomposition", 2016.
  public static func cholesky(_ a: Tensor, upper: Bool = false) -> Tensor {
    let (l, info) = factor("Linalg.cholesky", a, upper)
    checkInfo("Linalg.cholesky", info, notPositive)
    return l
  }

  /// The same without stopping: `info` (int32) is 0, or the order of the first leading minor that is not positive. `checkErrors`: stop.
  public static func choleskyEx(_ a: Tensor, upper: Bool = false, checkErrors: Bool = false) -> (L: Tensor, info: Tensor) {
    let (l, info) = factor("Linalg.choleskyEx", a, upper)
    if checkErrors { checkInfo("Linalg.choleskyEx", info, notPositive) }
    return (l, infoTensor(info, Array(a.shape.dropLast(2))))
  }

  private static func notPositive(_ order: Int32) -> String {
    "the matrix is not positive-definite: its leading minor of order \(order) is not positive"
  }

  private static func factor(_ op: String, _ a: Tensor, _ upper: Bool) -> (Tensor, [Int32]) {
    checkSquare(op, a)
    let f = MatrixBatch(a), lapack = LAPACK(dtype: a.dtype)
    let info = f.each { f.rows == 0 ? 0 : lapack.potrf(upper: upper, f.rows, f.pointer($0)) }
    let l = noGrad { upper ? f.result.triu() : f.result.tril() }
    if tracks(a) {
      let out = Saved(output: l)
      l.record("linalg_cholesky", a, saving: [out]) { g in
        // Ā = ½ L⁻ᵀ (Φ + Φᵀ) L⁻¹, Φ the lower triangle of Lᵀ L̄ with its diagonal halved.
        let l = upper ? out().mT : out(), g = upper ? g.mT : g
        let p = l.mT.matmul(g).tril()
        let symmetric = p.tril(-1) + p.mT.triu()
        let left = solveTriangular(l.mT, symmetric, upper: true)
        return solveTriangular(l, left, upper: false, left: false) * 0.5
      }
    }
    return (l, info)
  }

  /// (L Lᵀ)⁻¹ from Cholesky's factor L (`upper`: (Uᵀ U)⁻¹).
  public static func choleskyInverse(_ l: Tensor, upper: Bool = false) -> Tensor {
    checkSquare("Linalg.choleskyInverse", l)
    let y = noGrad { () -> Tensor in
      let eye = Tensor.eye(l.size(-1), dtype: l.dtype).expand(l.shape)
      let x = solveTriangular(upper ? l.mT : l, eye, upper: false)
      return x.mT.matmul(x)
    }
    if !tracks(l) { return y }
    let factor = Saved(l), out = Saved(output: y)
    return y.record("cholesky_inverse", l, saving: [factor, out]) { g in
      let common = out().matmul((g + g.mT).matmul(out()))
      return upper ? -(factor().matmul(common)) : -(common.matmul(factor()))
    }
  }

  /// X with L Lᵀ X = B from Cholesky's factor L (`upper`: Uᵀ U X = B).
  public static func choleskySolve(_ b: Tensor, _ l: Tensor, upper: Bool = false) -> Tensor {
    checkSquare("Linalg.choleskySolve", l)
    checkMatrix("Linalg.choleskySolve", b)
    checkDTypes("Linalg.choleskySolve", b, l)
    let (b, l) = broadcastBatches("Linalg.choleskySolve", b, l)
    require(b.size(-2) == l.size(-1), "Linalg.choleskySolve", "shapes \(b.dims) and \(l.dims) do not fit: expected (…, n, k) and (…, n, n)")
    let x = noGrad { () -> Tensor in
      let lower = upper ? l.mT : l
      return solveTriangular(lower.mT, solveTriangular(lower, b, upper: false), upper: true)
    }
    if !tracks(b, l) { return x }
    let factor = Saved(l), out = Saved(output: x)
    return x.record("cholesky_solve", [b, l], saving: [factor, out]) { g, n in
      let gb = choleskySolve(g, factor(), upper: upper)
      if !n.needs(1) { return [gb, nil] }
      let half = gb.matmul(out().mT)
      let common = half + half.mT
      return [gb, upper ? -(factor().matmul(common)) : -(common.matmul(factor()))]
    }
  }
}
