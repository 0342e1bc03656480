import Martlet

/// Products beyond matmul, and signal windows.
func addProducts(_ t: inout OpTable) {
  t.op("addmv(input, mat, vec, beta, alpha)") {
    $0.x.addmv($0.y, $0.tensor("vec"), beta: $0.number("beta", .int(1)), alpha: $0.number("alpha", .int(1)))
  } inPlace: {
    $0.x.addmv_($0.y, $0.tensor("vec"), beta: $0.number("beta", .int(1)), alpha: $0.number("alpha", .int(1)))
  }
  t.op("addr(input, vec1, vec2, beta, alpha)") {
    $0.x.addr($0.y, $0.tensor("vec2"), beta: $0.number("beta", .int(1)), alpha: $0.number("alpha", .int(1)))
  } inPlace: {
    $0.x.addr_($0.y, $0.tensor("vec2"), beta: $0.number("beta", .int(1)), alpha: $0.number("alpha", .int(1)))
  }
  t.op("addbmm(input, batch1, batch2, beta, alpha)") {
    $0.x.addbmm($0.y, $0.tensor("batch2"), beta: $0.number("beta", .int(1)), alpha: $0.number("alpha", .int(1)))
  } inPlace: {
    $0.x.addbmm_($0.y, $0.tensor("batch2"), beta: $0.number("beta", .int(1)), alpha: $0.number("alpha", .int(1)))
  }
  t.op("baddbmm(input, batch1, batch2, beta, alpha)") {
    $0.x.baddbmm($0.y, $0.tensor("batch2"), beta: $0.number("beta", .int(1)), alpha: $0.number("alpha", .int(1)))
  } inPlace: {
    $0.x.baddbmm_($0.y, $0.tensor("batch2"), beta: $0.number("beta", .int(1)), alpha: $0.number("alpha", .int(1)))
  }
  t.op("outer(input, vec2)") { $0.x.outer($0.y) }
  t.op("inner(input, other)") { $0.x.inner($0.y) }
  t.op("kron(input, other)") { $0.x.kron($0.y) }
  t.op("cross(input, other, dim)") { $0.x.cross($0.y, dim: $0.optionalInt("dim")) }
  t.op("tensordot(a, b, dims)") { a in
    if let pair = a["dims"]?.elements {
      a.x.tensordot(a.y, dims: (a.ints(in: pair[0]), a.ints(in: pair[1])))
    } else {
      a.x.tensordot(a.y, dims: a.int("dims", 2))
    }
  }
  t.op("einsum(equation, *operands)") { Tensor.einsum($0.string("equation"), $0.tensors("operands")) }
  t.op("cdist(x1, x2, p, compute_mode)") { a in
    let mode: EuclideanMode? = a.choice("compute_mode", [
      "use_mm_for_euclid_dist_if_necessary": .useMmForEuclidDistIfNecessary, "use_mm_for_euclid_dist": .useMmForEuclidDist,
      "donot_use_mm_for_euclid_dist": .donotUseMmForEuclidDist,
    ])
    return a.x.cdist(a.y, p: a.double("p", 2), computeMode: mode ?? .useMmForEuclidDistIfNecessary)
  }

  t.op("signal.windows.bartlett(M, sym, dtype, requires_grad)") {
    Signal.Windows.bartlett(
      $0.int("M"), sym: $0.bool("sym", true), dtype: $0.optionalDType("dtype"), requiresGrad: $0.bool("requires_grad"))
  }
  t.op("signal.windows.blackman(M, sym, dtype, requires_grad)") {
    Signal.Windows.blackman(
      $0.int("M"), sym: $0.bool("sym", true), dtype: $0.optionalDType("dtype"), requiresGrad: $0.bool("requires_grad"))
  }
  t.op("signal.windows.hamming(M, sym, dtype, requires_grad)") {
    Signal.Windows.hamming(
      $0.int("M"), sym: $0.bool("sym", true), dtype: $0.optionalDType("dtype"), requiresGrad: $0.bool("requires_grad"))
  }
  t.op("signal.windows.hann(M, sym, dtype, requires_grad)") {
    Signal.Windows.hann(
      $0.int("M"), sym: $0.bool("sym", true), dtype: $0.optionalDType("dtype"), requiresGrad: $0.bool("requires_grad"))
  }
  t.op("signal.windows.gaussian(M, std, sym, dtype, requires_grad)") {
    Signal.Windows.gaussian(
      $0.int("M"), std: $0.double("std", 1), sym: $0.bool("sym", true), dtype: $0.optionalDType("dtype"), requiresGrad: $0.bool("requires_grad"))
  }
  t.op("signal.windows.kaiser(M, beta, sym, dtype, requires_grad)") {
    Signal.Windows.kaiser(
      $0.int("M"), beta: $0.double("beta", 12), sym: $0.bool("sym", true), dtype: $0.optionalDType("dtype"), requiresGrad: $0.bool("requires_grad"))
  }
}
