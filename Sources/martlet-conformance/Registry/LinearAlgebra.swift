import Martlet

func addLinearAlgebra(_ t: inout OpTable) {
  t.op("linalg.cholesky(input, upper)") { Linalg.cholesky($0.x, upper: $0.bool("upper")) }
  t.op("linalg.cholesky_ex(input, upper, check_errors)") {
    both(Linalg.choleskyEx($0.x, upper: $0.bool("upper"), checkErrors: $0.bool("check_errors")))
  }
  t.op("cholesky_inverse(input, upper)") { Linalg.choleskyInverse($0.x, upper: $0.bool("upper")) }
  t.op("cholesky_solve(input, L, upper)") { Linalg.choleskySolve($0.x, $0.y, upper: $0.bool("upper")) }
  t.op("linalg.qr(input, mode)") { both(Linalg.qr($0.x, mode: qrMode($0))) }
  t.op("linalg.qr.abs_r(input, mode)") { Linalg.qr($0.x, mode: qrMode($0)).R.abs() }
  t.op("linalg.svd(input, full_matrices)") { a in
    let d = Linalg.svd(a.x, fullMatrices: a.bool("full_matrices", true))
    return [d.U, d.S, d.Vh]
  }
  t.op("svd(input, some)") { a in
    let d = Linalg.svd(a.x, fullMatrices: !a.bool("some", true))
    return [d.U, d.S, d.Vh.mT]
  }
  t.unary("linalg.svdvals") { Linalg.svdvals($0) }
  t.op("linalg.eigh(input, UPLO)") { both(Linalg.eigh($0.x, uplo: uplo($0))) }
  t.op("linalg.eigh.abs_q(input, UPLO)") { Linalg.eigh($0.x, uplo: uplo($0)).eigenvectors.abs() }
  t.op("linalg.eigvalsh(input, UPLO)") { Linalg.eigvalsh($0.x, uplo: uplo($0)) }

  t.op("linalg.solve(A, B, left)") { Linalg.solve($0.x, $0.y, left: $0.bool("left", true)) }
  t.op("linalg.solve_triangular(A, B, upper, left, unitriangular)") {
    Linalg.solveTriangular(
      $0.x, $0.y, upper: $0.bool("upper"), left: $0.bool("left", true), unitriangular: $0.bool("unitriangular"))
  }
  t.op("linalg.lstsq(A, B, rcond, driver)") { a in
    let driver: LeastSquaresDriver = a.choice("driver", ["gels": .gels, "gelsy": .gelsy, "gelsd": .gelsd, "gelss": .gelss]) ?? .gelsy
    let r = Linalg.lstsq(a.x, a.y, rcond: a.optionalDouble("rcond"), driver: driver)
    return [r.solution, r.residuals, r.rank, r.singularValues]
  }
  t.unary("linalg.inv") { Linalg.inv($0) }
  t.op("linalg.inv_ex(A, check_errors)") { both(Linalg.invEx($0.x, checkErrors: $0.bool("check_errors"))) }
  t.unary("linalg.det") { Linalg.det($0) }
  t.op("linalg.slogdet(A)") { both(Linalg.slogdet($0.x)) }
  t.unary("logdet") { Linalg.logdet($0) }
  t.op("linalg.lu(A, pivot)") { a in
    a.supports("pivot", only: true)
    let f = Linalg.lu(a.x)
    return [f.P, f.L, f.U]
  }
  t.op("linalg.lu_factor(A, pivot)") { a in
    a.supports("pivot", only: true)
    return both(Linalg.luFactor(a.x))
  }
  t.op("linalg.lu_solve(LU, pivots, B, left, adjoint)") {
    Linalg.luSolve($0.x, $0.y, $0.tensor("B"), left: $0.bool("left", true), adjoint: $0.bool("adjoint"))
  }
  t.op("linalg.pinv(A, atol, rtol, hermitian)") {
    Linalg.pinv($0.x, atol: tolerance($0, "atol"), rtol: tolerance($0, "rtol"), hermitian: $0.bool("hermitian"))
  }
  t.unary("pinverse") { Linalg.pinv($0, rtol: 1e-15) }
  t.op("linalg.matrix_rank(A, atol, rtol, hermitian)") {
    Linalg.matrixRank($0.x, atol: tolerance($0, "atol"), rtol: tolerance($0, "rtol"), hermitian: $0.bool("hermitian"))
  }

  t.op("linalg.cond(A, p)") { Linalg.cond($0.x, p: order($0, "p")) }
  t.op("linalg.matrix_norm(A, ord, dim, keepdim, dtype)") {
    Linalg.matrixNorm(
      $0.x, ord: order($0, "ord") ?? .fro, dim: $0.ints("dim", [-2, -1]), keepDim: $0.bool("keepdim"), dtype: $0.optionalDType("dtype"))
  }
  t.op("linalg.vector_norm(x, ord, dim, keepdim, dtype)") {
    Linalg.vectorNorm(
      $0.x, ord: $0.number("ord", .int(2)), dim: $0.optionalInts("dim"), keepDim: $0.bool("keepdim"), dtype: $0.optionalDType("dtype"))
  }
  t.op("linalg.norm(A, ord, dim, keepdim, dtype)") {
    Linalg.norm($0.x, ord: order($0, "ord"), dim: $0.optionalInts("dim"), keepDim: $0.bool("keepdim"), dtype: $0.optionalDType("dtype"))
  }
  t.op("linalg.vecdot(x, y, dim)") { Linalg.vecdot($0.x, $0.y, dim: $0.int("dim", -1)) }
  t.op("linalg.cross(input, other, dim)") { Linalg.cross($0.x, $0.y, dim: $0.int("dim", -1)) }
  t.op("linalg.matrix_power(input, n)") { Linalg.matrixPower($0.x, $0.int("n")) }
  t.op("linalg.multi_dot(tensors)") { Linalg.multiDot($0.tensors("tensors")) }
  t.unary("matrix_exp") { Linalg.matrixExp($0) }
  t.op("linalg.vander(x, N)") { Linalg.vander($0.x, n: $0.optionalInt("N")) }
  t.op("linalg.tensorinv(input, ind)") { Linalg.tensorinv($0.x, ind: $0.int("ind", 2)) }
  t.op("linalg.tensorsolve(input, B, dims)") { Linalg.tensorsolve($0.x, $0.y, dims: $0.optionalInts("dims")) }
}

private func qrMode(_ a: Call) -> QRMode { a.choice("mode", ["reduced": .reduced, "complete": .complete, "r": .r]) ?? .reduced }

private func uplo(_ a: Call) -> Triangle { a.choice("UPLO", ["L": .lower, "U": .upper]) ?? .lower }

/// A tolerance is a number or a tensor of one number a matrix.
private func tolerance(_ a: Call, _ name: String) -> Tensor? {
  guard a[name] != nil else { return nil }
  switch a.operand(name) {
  case .tensor(let t): return t
  case .number(let n): return Tensor.full([], n.double, dtype: a.x.dtype)
  }
}

/// The order of a norm: a number, or a word for matrices.
private func order(_ a: Call, _ name: String) -> NormOrder? {
  if a.isString(name) { return a.choice(name, ["fro": .fro, "nuc": .nuc]) }
  return a.optionalDouble(name).map { .p($0) }
}
