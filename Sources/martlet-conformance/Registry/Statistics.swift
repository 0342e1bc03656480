import Martlet

/// Ranks, counts, searches, norms and differences.
func addStatistics(_ t: inout OpTable) {
  t.op("median(input, dim, keepdim)") { a in a.optionalInt("dim").map { both(a.x.median(dim: $0, keepDim: a.bool("keepdim"))) } ?? [a.x.median()] }
  t.op("nanmedian(input, dim, keepdim)") { a in
    a.optionalInt("dim").map { both(a.x.nanmedian(dim: $0, keepDim: a.bool("keepdim"))) } ?? [a.x.nanmedian()]
  }
  t.op("mode(input, dim, keepdim)") { both($0.x.mode(dim: $0.int("dim", -1), keepDim: $0.bool("keepdim"))) }
  t.op("kthvalue(input, k, dim, keepdim)") { both($0.x.kthvalue($0.int("k"), dim: $0.int("dim", -1), keepDim: $0.bool("keepdim"))) }
  t.op("quantile(input, q, dim, keepdim, interpolation)") { a in
    switch a.operand("q") {
    case .tensor(let q): a.x.quantile(q, dim: a.optionalInt("dim"), keepDim: a.bool("keepdim"), interpolation: interpolation(a))
    case .number(let q): a.x.quantile(q.double, dim: a.optionalInt("dim"), keepDim: a.bool("keepdim"), interpolation: interpolation(a))
    }
  }
  t.op("nanquantile(input, q, dim, keepdim, interpolation)") { a in
    switch a.operand("q") {
    case .tensor(let q): a.x.nanquantile(q, dim: a.optionalInt("dim"), keepDim: a.bool("keepdim"), interpolation: interpolation(a))
    case .number(let q): a.x.nanquantile(q.double, dim: a.optionalInt("dim"), keepDim: a.bool("keepdim"), interpolation: interpolation(a))
    }
  }

  t.op("bincount(input, weights, minlength)") { $0.x.bincount(weights: $0.optionalTensor("weights"), minlength: $0.int("minlength", 0)) }
  t.op("histc(input, bins, min, max)") { $0.x.histc(bins: $0.int("bins", 100), min: $0.double("min", 0), max: $0.double("max", 0)) }
  t.op("histogram(input, bins, range, weight, density)") { a in
    let weight = a.optionalTensor("weight"), density = a.bool("density")
    return switch a.operand("bins") {
    case .tensor(let edges): both(a.x.histogram(edges, weight: weight, density: density))
    case .number(let n): both(a.x.histogram(n.int, weight: weight, density: density))
    }
  }
  t.op("searchsorted(sorted_sequence, input, out_int32, right, side, sorter)") { a in
    let int32 = a.bool("out_int32"), right = a.bool("right"), sorter = a.optionalTensor("sorter")
    let side = a.choice("side", ["left": Tensor.SearchSide.left, "right": .right])
    return switch a.operand("input") {
    case .tensor(let y): a.x.searchsorted(y, outInt32: int32, right: right, side: side, sorter: sorter)
    case .number(let n): a.x.searchsorted(n, outInt32: int32, right: right, side: side, sorter: sorter)
    }
  }
  t.op("bucketize(input, boundaries, out_int32, right)") { $0.x.bucketize($0.y, outInt32: $0.bool("out_int32"), right: $0.bool("right")) }
  t.op("isin(elements, test_elements, assume_unique, invert)") { a in
    switch a.operand("test_elements") {
    case .tensor(let y): a.x.isin(y, assumeUnique: a.bool("assume_unique"), invert: a.bool("invert"))
    case .number(let n): a.x.isin(n, assumeUnique: a.bool("assume_unique"), invert: a.bool("invert"))
    }
  }
  t.op("unique(input, sorted, return_inverse, return_counts, dim)") { a in
    present(a.x.unique(
      sorted: a.bool("sorted", true), returnInverse: a.bool("return_inverse"), returnCounts: a.bool("return_counts"), dim: a.optionalInt("dim")))
  }
  t.op("unique_consecutive(input, return_inverse, return_counts, dim)") { a in
    present(a.x.uniqueConsecutive(returnInverse: a.bool("return_inverse"), returnCounts: a.bool("return_counts"), dim: a.optionalInt("dim")))
  }

  t.op("norm(input, p, dim, keepdim, dtype)") { a in
    // 'fro' over any dims is the norm of order 2.
    let p: Scalar = a.isString("p") ? .int(a.optionalString("p") == "fro" ? 2 : 0) : a.number("p", .int(2))
    return a.optionalInts("dim").map { a.x.norm(p: p, dim: $0, keepDim: a.bool("keepdim"), dtype: a.optionalDType("dtype")) }
      ?? a.x.norm(p: p, dtype: a.optionalDType("dtype"))
  }
  t.op("dist(input, other, p)") { $0.x.dist($0.y, p: $0.number("p", .int(2))) }
  t.op("renorm(input, p, dim, maxnorm)") {
    $0.x.renorm(p: $0.number("p"), dim: $0.int("dim"), maxNorm: $0.number("maxnorm"))
  } inPlace: {
    $0.x.renorm_(p: $0.number("p"), dim: $0.int("dim"), maxNorm: $0.number("maxnorm"))
  }

  t.op("cov(input, correction, fweights, aweights)") {
    $0.x.cov(correction: $0.int("correction", 1), fweights: $0.optionalTensor("fweights"), aweights: $0.optionalTensor("aweights"))
  }
  t.unary("corrcoef") { $0.corrcoef() }

  t.op("diff(input, n, dim, prepend, append)") {
    $0.x.diff(n: $0.int("n", 1), dim: $0.int("dim", -1), prepend: $0.optionalTensor("prepend"), append: $0.optionalTensor("append"))
  }
  for name in ["trapezoid", "trapz"] {
    t.op("\(name)(y, x, dx, dim)") { a in
      a.optionalTensor("x").map { a.x.trapezoid($0, dim: a.int("dim", -1)) } ?? a.x.trapezoid(dx: a.double("dx", 1), dim: a.int("dim", -1))
    }
  }
  t.op("cumulative_trapezoid(y, x, dx, dim)") { a in
    a.optionalTensor("x").map { a.x.cumulativeTrapezoid($0, dim: a.int("dim", -1)) }
      ?? a.x.cumulativeTrapezoid(dx: a.double("dx", 1), dim: a.int("dim", -1))
  }
  t.op("gradient(input, spacing, dim, edge_order)") { a in
    let dim = a.optionalInts("dim"), order = a.int("edge_order", 1)
    if !a.has("spacing") || a["spacing"] == nil { return a.x.gradient(dim: dim, edgeOrder: order) }
    guard let elements = a["spacing"]?.elements else { return a.x.gradient(spacing: a.double("spacing"), dim: dim, edgeOrder: order) }
    if case .tensor? = elements.first { return a.x.gradient(spacing: a.tensors("spacing"), dim: dim, edgeOrder: order) }
    return a.x.gradient(spacing: a.numbers("spacing").map(\.double), dim: dim, edgeOrder: order)
  }
}

private func interpolation(_ a: Call) -> QuantileInterpolation {
  a.choice("interpolation", ["linear": .linear, "lower": .lower, "higher": .higher, "midpoint": .midpoint, "nearest": .nearest]) ?? .linear
}

/// PyTorch returns only what was asked for.
private func present(_ r: (output: Tensor, inverse: Tensor?, counts: Tensor?)) -> [Tensor] { [r.output, r.inverse, r.counts].compactMap { $0 } }
