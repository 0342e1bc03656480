import Martlet

func addReductions(_ t: inout OpTable) {
  t.op("sum(input, dim, keepdim, dtype)") { a in
    a.optionalInts("dim").map { a.x.sum(dim: $0, keepDim: a.bool("keepdim"), dtype: a.optionalDType("dtype")) }
      ?? a.x.sum(dtype: a.optionalDType("dtype"))
  }
  t.op("mean(input, dim, keepdim, dtype)") { a in
    a.optionalInts("dim").map { a.x.mean(dim: $0, keepDim: a.bool("keepdim"), dtype: a.optionalDType("dtype")) }
      ?? a.x.mean(dtype: a.optionalDType("dtype"))
  }
  t.op("prod(input, dim, keepdim, dtype)") { a in
    a.optionalInt("dim").map { a.x.prod(dim: $0, keepDim: a.bool("keepdim"), dtype: a.optionalDType("dtype")) }
      ?? a.x.prod(dtype: a.optionalDType("dtype"))
  }
  t.op("amax(input, dim, keepdim)") { $0.x.amax(dim: $0.ints("dim", []), keepDim: $0.bool("keepdim")) }
  t.op("amin(input, dim, keepdim)") { $0.x.amin(dim: $0.ints("dim", []), keepDim: $0.bool("keepdim")) }
  t.unary("max.reduction_no_dim") { $0.max() }
  t.unary("min.reduction_no_dim") { $0.min() }
  t.op("max.reduction_with_dim(input, dim, keepdim)") { both($0.x.max(dim: $0.int("dim"), keepDim: $0.bool("keepdim"))) }
  t.op("min.reduction_with_dim(input, dim, keepdim)") { both($0.x.min(dim: $0.int("dim"), keepDim: $0.bool("keepdim"))) }
  t.op("argmax(input, dim, keepdim)") { $0.x.argmax(dim: $0.optionalInt("dim"), keepDim: $0.bool("keepdim")) }
  t.op("argmin(input, dim, keepdim)") { $0.x.argmin(dim: $0.optionalInt("dim"), keepDim: $0.bool("keepdim")) }
  t.op("all(input, dim, keepdim)") { a in a.optionalInts("dim").map { a.x.all(dim: $0, keepDim: a.bool("keepdim")) } ?? a.x.all() }
  t.op("any(input, dim, keepdim)") { a in a.optionalInts("dim").map { a.x.any(dim: $0, keepDim: a.bool("keepdim")) } ?? a.x.any() }

  t.op("var(input, dim, unbiased, keepdim, correction)") { spread($0, { $0.var(correction: $1) }, { $0.var(dim: $1, correction: $2, keepDim: $3) }) }
  t.op("std(input, dim, unbiased, keepdim, correction)") { spread($0, { $0.std(correction: $1) }, { $0.std(dim: $1, correction: $2, keepDim: $3) }) }
  t.op("var_mean(input, dim, unbiased, keepdim, correction)") {
    spread($0, { both($0.varMean(correction: $1)) }, { both($0.varMean(dim: $1, correction: $2, keepDim: $3)) })
  }
  t.op("std_mean(input, dim, unbiased, keepdim, correction)") {
    spread($0, { both($0.stdMean(correction: $1)) }, { both($0.stdMean(dim: $1, correction: $2, keepDim: $3)) })
  }
  t.op("var.unbiased(input, unbiased, dim, keepdim, correction)") { spread($0, { $0.var(correction: $1) }, { $0.var(dim: $1, correction: $2, keepDim: $3) }) }
  t.op("std.unbiased(input, unbiased, dim, keepdim, correction)") { spread($0, { $0.std(correction: $1) }, { $0.std(dim: $1, correction: $2, keepDim: $3) }) }
  t.op("var_mean.unbiased(input, unbiased)") { both($0.x.varMean(correction: $0.bool("unbiased", true) ? 1 : 0)) }
  t.op("std_mean.unbiased(input, unbiased)") { both($0.x.stdMean(correction: $0.bool("unbiased", true) ? 1 : 0)) }

  t.op("cumsum(input, dim, dtype)") { $0.x.cumsum(dim: $0.int("dim"), dtype: $0.optionalDType("dtype")) } inPlace: { $0.x.cumsum_(dim: $0.int("dim"), dtype: $0.optionalDType("dtype")) }
  t.op("cumprod(input, dim, dtype)") { $0.x.cumprod(dim: $0.int("dim"), dtype: $0.optionalDType("dtype")) } inPlace: { $0.x.cumprod_(dim: $0.int("dim"), dtype: $0.optionalDType("dtype")) }
  t.op("cummax(input, dim)") { both($0.x.cummax(dim: $0.int("dim"))) }
  t.op("cummin(input, dim)") { both($0.x.cummin(dim: $0.int("dim"))) }
  t.op("logcumsumexp(input, dim)") { $0.x.logcumsumexp(dim: $0.int("dim")) }
  t.op("nansum(input, dim, keepdim, dtype)") { a in
    a.optionalInts("dim").map { a.x.nansum(dim: $0, keepDim: a.bool("keepdim"), dtype: a.optionalDType("dtype")) }
      ?? a.x.nansum(dtype: a.optionalDType("dtype"))
  }
  t.op("nanmean(input, dim, keepdim, dtype)") { a in
    a.optionalInts("dim").map { a.x.nanmean(dim: $0, keepDim: a.bool("keepdim"), dtype: a.optionalDType("dtype")) }
      ?? a.x.nanmean(dtype: a.optionalDType("dtype"))
  }
  t.op("count_nonzero(input, dim)") { a in a.optionalInts("dim").map { a.x.countNonzero(dim: $0) } ?? a.x.countNonzero() }
  t.op("aminmax(input, dim, keepdim)") { both($0.x.aminmax(dim: $0.optionalInt("dim"), keepDim: $0.bool("keepdim"))) }
  t.op("sort(input, dim, descending, stable)") {
    both($0.x.sort(dim: $0.int("dim", -1), descending: $0.bool("descending"), stable: $0.bool("stable")))
  }
  t.op("argsort(input, dim, descending, stable)") {
    $0.x.argsort(dim: $0.int("dim", -1), descending: $0.bool("descending"), stable: $0.bool("stable"))
  }
  t.unary("msort") { $0.msort() }
  t.op("topk(input, k, dim, largest, sorted)") {
    both($0.x.topk($0.int("k"), dim: $0.int("dim", -1), largest: $0.bool("largest", true), sorted: $0.bool("sorted", true)))
  }
  t.op("logsumexp(input, dim, keepdim)") { $0.x.logsumexp(dim: $0.ints("dim"), keepDim: $0.bool("keepdim")) }
}

/// Variances: PyTorch's older `unbiased` is a correction of 1 or 0.
private func spread<R>(_ a: Call, _ whole: (Tensor, Scalar) -> R, _ along: (Tensor, [Int], Scalar, Bool) -> R) -> R {
  let correction = a.optionalNumber("correction") ?? .int(a.bool("unbiased", true) ? 1 : 0)
  let keepDim = a.bool("keepdim")
  if let dim = a.optionalInts("dim") { return along(a.x, dim, correction, keepDim) }
  return keepDim ? along(a.x, Array(0..<a.x.ndim), correction, true) : whole(a.x, correction)
}
