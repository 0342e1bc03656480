import Martlet

/// Rearranging, joining, splitting and writing parts.
func addRearranging(_ t: inout OpTable) {
  t.op("linspace(start, end, steps, dtype)") {
    Tensor.linspace(numberOrItem($0, "start"), numberOrItem($0, "end"), steps: $0.int("steps"), dtype: $0.optionalDType("dtype"))
  }
  t.op("logspace(start, end, steps, base, dtype)") {
    Tensor.logspace(
      numberOrItem($0, "start"), numberOrItem($0, "end"), steps: $0.int("steps"), base: $0.double("base", 10), dtype: $0.optionalDType("dtype"))
  }
  t.op("tril(input, diagonal)") { $0.x.tril($0.int("diagonal", 0)) } inPlace: { $0.x.tril_($0.int("diagonal", 0)) }
  t.op("triu(input, diagonal)") { $0.x.triu($0.int("diagonal", 0)) } inPlace: { $0.x.triu_($0.int("diagonal", 0)) }
  t.op("tril_indices(row, col, offset, dtype)") {
    Tensor.trilIndices($0.int("row"), $0.int("col"), offset: $0.int("offset", 0), dtype: $0.optionalDType("dtype") ?? .int64)
  }
  t.op("triu_indices(row, col, offset, dtype)") {
    Tensor.triuIndices($0.int("row"), $0.int("col"), offset: $0.int("offset", 0), dtype: $0.optionalDType("dtype") ?? .int64)
  }
  t.op("diag(input, diagonal)") { $0.x.diag($0.int("diagonal", 0)) }
  t.op("diag_embed(input, offset, dim1, dim2)") {
    $0.x.diagEmbed(offset: $0.int("offset", 0), dim1: $0.int("dim1", -2), dim2: $0.int("dim2", -1))
  }
  t.op("diagflat(input, offset)") { $0.x.diagflat($0.int("offset", 0)) }
  t.unary("trace") { $0.trace() }

  t.op("atleast_1d(*tensors)") { $0.tensors("tensors").map { $0.atleast1d() } }
  t.op("atleast_2d(*tensors)") { $0.tensors("tensors").map { $0.atleast2d() } }
  t.op("atleast_3d(*tensors)") { $0.tensors("tensors").map { $0.atleast3d() } }
  t.op("broadcast_tensors(*tensors)") { Tensor.broadcastTensors($0.tensors("tensors")) }
  t.op("broadcast_shapes(*shapes)") { a in
    let shapes = (a["shapes"]?.elements ?? []).map { a.ints(in: $0) }
    // One shape of ints alone is a shape, not a list of shapes.
    let bare = a["shapes"]?.elements?.allSatisfy { $0.elements == nil } ?? false
    let shape = Tensor.broadcastShapes(bare && shapes.count > 1 ? [shapes.flatMap { $0 }] : shapes)
    return Arg.tuple(shape.map { .int($0) })
  }
  t.op("column_stack(tensors)") { Tensor.columnStack($0.tensors("tensors")) }
  t.op("hstack(tensors)") { Tensor.hstack($0.tensors("tensors")) }
  t.op("vstack(tensors)") { Tensor.vstack($0.tensors("tensors")) }
  t.op("dstack(tensors)") { Tensor.dstack($0.tensors("tensors")) }
  t.op("block_diag(*tensors)") { Tensor.blockDiag($0.tensors("tensors")) }
  t.op("cartesian_prod(*tensors)") { Tensor.cartesianProd($0.tensors("tensors")) }
  t.op("combinations(input, r, with_replacement)") { $0.x.combinations(r: $0.int("r", 2), withReplacement: $0.bool("with_replacement")) }

  t.op("hsplit(input, indices)") { a in cuts(a).map { a.x.hsplit($0) } ?? a.x.hsplit(a.int("indices")) }
  t.op("vsplit(input, indices)") { a in cuts(a).map { a.x.vsplit($0) } ?? a.x.vsplit(a.int("indices")) }
  t.op("dsplit(input, indices)") { a in cuts(a).map { a.x.dsplit($0) } ?? a.x.dsplit(a.int("indices")) }
  t.op("tensor_split(input, indices, dim)") { a in
    let dim = a.int("dim", 0)
    return cuts(a).map { a.x.tensorSplit($0, dim: dim) } ?? a.x.tensorSplit(a.intOrItem("indices"), dim: dim)
  }

  t.op("tile(input, *dims)") { $0.x.tile($0.ints("dims")) }
  t.op("rot90(input, k, dims)") { $0.x.rot90($0.int("k", 1), $0.ints("dims", [0, 1])) }
  t.unary("fliplr") { $0.fliplr() }
  t.unary("flipud") { $0.flipud() }
  t.op("repeat_interleave(input, repeats, dim, output_size)") { a in
    switch a.operand("repeats") {
    case .tensor(let n): return a.x.repeatInterleave(n, dim: a.optionalInt("dim"), outputSize: a.optionalInt("output_size"))
    case .number: return a.x.repeatInterleave(a.int("repeats"), dim: a.optionalInt("dim"))
    }
  }
  t.op("fft.fftshift(input, dim)") { FFT.fftshift($0.x, dim: $0.optionalInts("dim")) }
  t.op("fft.ifftshift(input, dim)") { FFT.ifftshift($0.x, dim: $0.optionalInts("dim")) }
  t.op("sum_to_size(input, *size)") { $0.x.sumToSize($0.ints("size")) }

  t.op("take(input, index)") { $0.x.take($0.y) }
  t.op("take_along_dim(input, indices, dim)") { $0.x.takeAlongDim($0.y, dim: $0.optionalInt("dim")) }
  t.op("put(input, index, source, accumulate)") {
    $0.x.put($0.y, $0.tensor("source"), accumulate: $0.bool("accumulate"))
  } inPlace: {
    $0.x.put_($0.y, $0.tensor("source"), accumulate: $0.bool("accumulate"))
  }
  t.op("index_copy(input, dim, index, source)") {
    $0.x.indexCopy(dim: $0.int("dim"), index: $0.tensor("index"), source: $0.tensor("source"))
  } inPlace: {
    $0.x.indexCopy_(dim: $0.int("dim"), index: $0.tensor("index"), source: $0.tensor("source"))
  }
  t.op("index_fill(input, dim, index, value)") { a in
    switch a.operand("value") {
    case .tensor(let v): a.x.indexFill(dim: a.int("dim"), index: a.tensor("index"), value: v)
    case .number(let n): a.x.indexFill(dim: a.int("dim"), index: a.tensor("index"), value: n)
    }
  } inPlace: { a in
    switch a.operand("value") {
    case .tensor(let v): a.x.indexFill_(dim: a.int("dim"), index: a.tensor("index"), value: v)
    case .number(let n): a.x.indexFill_(dim: a.int("dim"), index: a.tensor("index"), value: n)
    }
  }
  t.op("index_reduce(input, dim, index, source, reduce, include_self)") {
    $0.x.indexReduce(
      dim: $0.int("dim"), index: $0.tensor("index"), source: $0.tensor("source"), reduce: reduction($0),
      includeSelf: $0.bool("include_self", true))
  } inPlace: {
    $0.x.indexReduce_(
      dim: $0.int("dim"), index: $0.tensor("index"), source: $0.tensor("source"), reduce: reduction($0),
      includeSelf: $0.bool("include_self", true))
  }
  t.op("scatter_reduce(input, dim, index, src, reduce, include_self)") {
    $0.x.scatterReduce(
      dim: $0.int("dim"), index: $0.tensor("index"), src: $0.tensor("src"), reduce: reduction($0),
      includeSelf: $0.bool("include_self", true))
  } inPlace: {
    $0.x.scatterReduce_(
      dim: $0.int("dim"), index: $0.tensor("index"), src: $0.tensor("src"), reduce: reduction($0),
      includeSelf: $0.bool("include_self", true))
  }
  t.op("masked_scatter(input, mask, source)") { $0.x.maskedScatter($0.y, $0.tensor("source")) } inPlace: {
    $0.x.maskedScatter_($0.y, $0.tensor("source"))
  }
  t.op("select_scatter(input, src, dim, index)") { $0.x.selectScatter($0.y, dim: $0.int("dim"), index: $0.int("index")) }
  t.op("slice_scatter(input, src, dim, start, end, step)") {
    $0.x.sliceScatter(
      $0.y, dim: $0.int("dim", 0), start: $0.optionalInt("start"), end: $0.optionalInt("end"), step: $0.int("step", 1))
  }
  t.op("diagonal_scatter(input, src, offset, dim1, dim2)") {
    $0.x.diagonalScatter($0.y, offset: $0.int("offset", 0), dim1: $0.int("dim1", 0), dim2: $0.int("dim2", 1))
  }
  t.op("as_strided_scatter(input, src, size, stride, storage_offset)") {
    $0.x.asStridedScatter($0.y, $0.ints("size"), $0.ints("stride"), storageOffset: $0.optionalInt("storage_offset"))
  }
  t.op("unravel_index(indices, shape)") { $0.x.unravelIndex($0.ints("shape")) }
}

/// A number, or the value of a 0-d tensor, which a Swift program reads with `item`.
private func numberOrItem(_ a: Call, _ name: String) -> Scalar {
  switch a.operand(name) {
  case .number(let n): n
  case .tensor(let t): t.dtype.isFloatingPoint ? .double(t.item()) : .int(t.item(as: Int.self))
  }
}

/// Positions to cut at: a list, or the elements of a vector; nil when a number of sections is given.
private func cuts(_ a: Call) -> [Int]? {
  if a["indices"]?.elements != nil { return a.ints("indices") }
  if case .tensor? = a["indices"], a.tensor("indices").ndim > 0 { return a.tensor("indices").toArray(Int.self) }
  return nil
}

extension Call {
  /// The ints in one part of an argument.
  func ints(in arg: Arg) -> [Int] {
    (arg.elements ?? [arg]).map { part in
      guard case .int(let n) = part else { notWritable("expected ints") }
      return n
    }
  }
}

private func reduction(_ a: Call) -> ScatterReduction {
  guard let r: ScatterReduction = a.choice("reduce", ["sum": .sum, "prod": .prod, "mean": .mean, "amax": .amax, "amin": .amin]) else {
    a.notWritable("reduce is needed")
  }
  return r
}
