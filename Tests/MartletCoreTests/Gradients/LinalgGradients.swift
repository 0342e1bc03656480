import Martlet
import MartletTestSupport
import Testing

/// Factorisations, solvers, inverses, determinants, functions and norms of matrices, also in batches.
@Suite struct LinalgGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = factorisations + solvers + inverses + functions + norms

  /// Far from singular.
  private static func regular(_ a: Tensor) -> Tensor { a + Tensor.eye(a.size(-1), dtype: a.dtype) * 4 }
  private static func symmetric(_ a: Tensor) -> Tensor { a + a.mT }
  private static func positive(_ a: Tensor) -> Tensor { a.matmul(a.mT) + Tensor.eye(a.size(-1), dtype: a.dtype) }

  static let factorisations = GradientTable.build { t in
    t.unary("cholesky", [3, 3]) { Linalg.cholesky(positive($0)) }
    t.unary("cholesky upper, batched", [2, 2, 2]) { Linalg.cholesky(positive($0), upper: true) }
    t.unary("choleskyEx", [3, 3]) { Linalg.choleskyEx(positive($0)).L }
    t.outputs("qr", [[3, 3]]) { both(Linalg.qr($0[0])) }
    t.outputs("qr of tall matrices", [[2, 4, 2]]) { both(Linalg.qr($0[0])) }
    t.outputs("qr of a wide matrix", [[2, 4]]) { both(Linalg.qr($0[0])) }
    t.unary("Q of a wide matrix", [2, 4]) { Linalg.qr($0).Q }
    t.unary("R of a tall matrix", [4, 2]) { Linalg.qr($0).R }
    t.outputs("qr complete of a wide matrix", [[2, 3]]) { both(Linalg.qr($0[0], mode: .complete)) }
    t.outputs("lu", [[3, 3]]) { lowerAndUpper($0[0]) }
    t.outputs("lu of tall matrices", [[2, 4, 2]]) { lowerAndUpper($0[0]) }
    t.outputs("lu of a wide matrix", [[2, 4]]) { lowerAndUpper($0[0]) }
    t.unary("luFactor", [2, 3, 3]) { Linalg.luFactor($0).LU }
    t.outputs("eigh", [[3, 3]]) { both(Linalg.eigh(symmetric($0[0]))) }
    t.outputs("eigh upper, batched", [[2, 2, 2]]) { both(Linalg.eigh(symmetric($0[0]), uplo: .upper)) }
    t.unary("eigenvectors", [3, 3]) { Linalg.eigh(symmetric($0)).eigenvectors }
    t.unary("eigvalsh", [2, 3, 3]) { Linalg.eigvalsh(symmetric($0)) }
    t.outputs("svd", [[3, 3]]) { three(Linalg.svd($0[0])) }
    t.outputs("svd of tall matrices", [[2, 3, 2]]) { three(Linalg.svd($0[0], fullMatrices: false)) }
    t.outputs("svd of a wide matrix", [[2, 3]]) { three(Linalg.svd($0[0], fullMatrices: false)) }
    t.unary("U of a tall matrix", [3, 2]) { Linalg.svd($0, fullMatrices: false).U }
    t.unary("Vh of a wide matrix", [2, 3]) { Linalg.svd($0, fullMatrices: false).Vh }
    t.unary("S of full matrices", [3, 2]) { Linalg.svd($0).S }
    t.unary("svdvals", [2, 2, 3]) { Linalg.svdvals($0) }
  }

  static let solvers = GradientTable.build { t in
    t.binary("solve", [3, 3], [3, 2]) { Linalg.solve(regular($0), $1) }
    t.binary("solve of vectors", [2, 3, 3], [2, 3]) { Linalg.solve(regular($0), $1) }
    t.binary("solve from the right", [3, 3], [2, 3]) { Linalg.solve(regular($0), $1, left: false) }
    t.binary("solve that broadcasts", [2, 1, 2, 2], [3, 2, 1]) { Linalg.solve(regular($0), $1) }
    t.binary("solveTriangular", [3, 3], [3, 2]) { Linalg.solveTriangular(regular($0), $1, upper: true) }
    t.binary("solveTriangular from the right, batched", [2, 3, 3], [2, 3]) {
      Linalg.solveTriangular(regular($0), $1, upper: false, left: false)
    }
    t.binary("solveTriangular with ones", [3, 3], [3, 2]) {
      Linalg.solveTriangular($0, $1, upper: false, unitriangular: true)
    }
    t.binary("choleskySolve", [2, 3], [3, 3]) { Linalg.choleskySolve($0.mT, regular($1).tril()) }
    t.binary("choleskySolve upper, batched", [2, 2, 1], [2, 2]) { Linalg.choleskySolve($0, regular($1).triu(), upper: true) }
    t.binary("luSolve", [3, 3], [3, 2]) { factoredSolve($0, $1) }
    t.binary("luSolve transposed, batched", [2, 2, 2], [2, 2, 1]) { factoredSolve($0, $1, adjoint: true) }
    t.binary("luSolve from the right", [3, 3], [2, 3]) { factoredSolve($0, $1, left: false) }
    t.binary("lstsq", [4, 2], [4, 3]) { Linalg.lstsq($0, $1).solution }
    t.binary("lstsq of a wide matrix", [2, 3], [2, 1]) { Linalg.lstsq($0, $1).solution }
    t.binary("lstsq of vectors", [2, 3, 2], [2, 3]) { Linalg.lstsq($0, $1, driver: .gelsd).solution }
    t.binary("residuals of lstsq", [4, 2], [4, 3]) { Linalg.lstsq($0, $1, driver: .gelsd).residuals }
    t.binary("tensorsolve", [2, 3, 6], [2, 3]) { Linalg.tensorsolve($0, $1) }
    t.binary("tensorsolve of other dims", [2, 6, 3], [2, 3]) { Linalg.tensorsolve($0, $1, dims: [1]) }
  }

  static let inverses = GradientTable.build { t in
    t.unary("inv", [3, 3]) { Linalg.inv(regular($0)) }
    t.unary("inv batched", [2, 2, 2]) { Linalg.inv(regular($0)) }
    t.unary("invEx", [3, 3]) { Linalg.invEx(regular($0)).inverse }
    t.unary("tensorinv", [2, 3, 6]) { Linalg.tensorinv($0) }
    t.unary("choleskyInverse", [3, 3]) { Linalg.choleskyInverse(regular($0).tril()) }
    t.unary("choleskyInverse upper, batched", [2, 2, 2]) { Linalg.choleskyInverse(regular($0).triu(), upper: true) }
    t.unary("pinv", [3, 3]) { Linalg.pinv($0) }
    t.unary("pinv of tall matrices", [2, 3, 2]) { Linalg.pinv($0) }
    t.unary("pinv of a wide matrix", [2, 3]) { Linalg.pinv($0, rtol: 1e-8) }
    t.binary("pinv of rank 1", [3, 1], [1, 2]) { Linalg.pinv($0.matmul($1), rtol: 1e-6) }
    t.unary("pinv of a symmetric matrix", [3, 3]) { Linalg.pinv(symmetric($0), hermitian: true) }
    t.unary("det", [3, 3]) { Linalg.det($0) }
    t.unary("det batched", [2, 2, 2]) { Linalg.det($0) }
    t.unary("slogdet", [2, 3, 3]) { Linalg.slogdet($0).logabsdet }
    t.unary("logdet", [3, 3]) { Linalg.logdet(positive($0)) }
  }

  static let functions = GradientTable.build { t in
    t.unary("matrixExp", [3, 3]) { Linalg.matrixExp($0) }
    t.unary("matrixExp with squarings", [2, 2, 2], in: -9...9) { Linalg.matrixExp($0) * 1e-4 }
    t.unary("matrixPower", [3, 3]) { Linalg.matrixPower($0, 3) }
    t.unary("matrixPower 1", [2, 2, 2]) { Linalg.matrixPower($0, 1).square() }
    t.unary("matrixPower 0", [2, 2]) { Linalg.matrixPower($0, 0) * $0 }
    t.unary("matrixPower -2", [2, 2, 2]) { Linalg.matrixPower(regular($0), -2) }
    t.outputs("multiDot", [[2, 3], [3, 4], [4, 2], [2]]) { [Linalg.multiDot($0)] }
    t.binary("vecdot", [2, 3], [3]) { Linalg.vecdot($0, $1) }
    t.binary("Linalg.cross", [2, 3], [1, 3]) { Linalg.cross($0, $1) }
    t.unary("Linalg.diagonal", [2, 3, 4]) { Linalg.diagonal($0, offset: 1).square() }
    t.unary("vander", [3]) { Linalg.vander($0, n: 4) }
  }

  static let norms = GradientTable.build { t in
    t.unary("vectorNorm") { Linalg.vectorNorm($0) }
    t.unary("vectorNorm 3 of dim 1") { Linalg.vectorNorm($0, ord: 3, dim: 1, keepDim: true) }
    t.unary("vectorNorm 0.5") { Linalg.vectorNorm($0, ord: 0.5) }
    t.unary("vectorNorm -1 of dim 0") { Linalg.vectorNorm($0, ord: -1, dim: 0) }
    t.unary("vectorNorm inf") { Linalg.vectorNorm($0, ord: Double.infinity, dim: 1).square() }
    t.unary("vectorNorm -inf") { Linalg.vectorNorm($0, ord: -Double.infinity).square() }
    for order: NormOrder in [.fro, .nuc, 1, -1, 2, -2, .infinity, .negativeInfinity] {
      t.unary("matrixNorm \(order)", [2, 2, 3]) { Linalg.matrixNorm($0, ord: order).square() }
    }
    t.unary("matrixNorm of other dims", [2, 3, 2]) { Linalg.matrixNorm($0, ord: 2, dim: [0, 2], keepDim: true) }
    t.unary("Linalg.norm") { Linalg.norm($0) }
    t.unary("Linalg.norm of a dim") { Linalg.norm($0, ord: 3, dim: 1) }
    t.unary("Linalg.norm of matrices", [2, 2, 3]) { Linalg.norm($0, ord: .nuc, dim: [1, 2]) }
    for order: NormOrder in [2, -2, .fro, .nuc, 1] {
      t.unary("cond \(order)", [2, 2, 2]) { Linalg.cond(regular($0), p: order) }
    }
  }

  private static func both(_ t: (Tensor, Tensor)) -> [Tensor] { [t.0, t.1] }
  private static func three(_ t: (Tensor, Tensor, Tensor)) -> [Tensor] { [t.0, t.1, t.2] }
  private static func lowerAndUpper(_ a: Tensor) -> [Tensor] {
    let (_, l, u) = Linalg.lu(a)
    return [l, u]
  }
  private static func factoredSolve(_ a: Tensor, _ b: Tensor, left: Bool = true, adjoint: Bool = false) -> Tensor {
    let (lu, pivots) = Linalg.luFactor(regular(a))
    return Linalg.luSolve(lu, pivots, b, left: left, adjoint: adjoint)
  }
}
