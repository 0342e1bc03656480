import Martlet

func addIndexing(_ t: inout OpTable) {
  t.op("__getitem__(input, index)") { read($0.x, $0.index("index"), $0) }
  t.op("setitem(input, index, value)") { a in
    let x = a.x.clone()
    switch a.operand("value") {
    case .tensor(let y): write(x, a.index("index"), y, a)
    case .number(.int(let n)): write(x, a.index("index"), n, a)
    case .number(.double(let n)): write(x, a.index("index"), n, a)
    case .number(.bool(let n)): write(x, a.index("index"), n, a)
    }
    return x
  }
  t.op("index_put(input, indices, values, accumulate)") {
    $0.x.clone().indexPut_($0.tensors("indices"), $0.tensor("values"), accumulate: $0.bool("accumulate"))
  } inPlace: {
    $0.x.indexPut_($0.tensors("indices"), $0.tensor("values"), accumulate: $0.bool("accumulate"))
  }
  t.op("index_select(input, dim, index)") { $0.x.indexSelect(dim: $0.int("dim"), index: $0.tensor("index")) }
  t.op("index_add(input, dim, index, source, alpha)") {
    $0.x.indexAdd(dim: $0.int("dim"), index: $0.tensor("index"), source: $0.tensor("source"), alpha: $0.number("alpha", .int(1)))
  } inPlace: {
    $0.x.indexAdd_(dim: $0.int("dim"), index: $0.tensor("index"), source: $0.tensor("source"), alpha: $0.number("alpha", .int(1)))
  }
  t.op("gather(input, dim, index)") { $0.x.gather(dim: $0.int("dim"), index: $0.tensor("index")) }
  t.op("scatter(input, dim, index, src, reduce)") { scattered($0, $0.x.clone()) } inPlace: { scattered($0, $0.x) }
  t.op("scatter_add(input, dim, index, src)") {
    $0.x.scatterAdd(dim: $0.int("dim"), index: $0.tensor("index"), src: $0.tensor("src"))
  } inPlace: {
    $0.x.scatterAdd_(dim: $0.int("dim"), index: $0.tensor("index"), src: $0.tensor("src"))
  }
  t.op("masked_select(input, mask)") { $0.x.maskedSelect($0.tensor("mask")) }
  t.op("masked_fill(input, mask, value)") { a in
    switch a.operand("value") {
    case .tensor(let y): a.x.maskedFill(a.tensor("mask"), y)
    case .number(let n): a.x.maskedFill(a.tensor("mask"), n)
    }
  } inPlace: { a in
    switch a.operand("value") {
    case .tensor(let y): a.x.maskedFill_(a.tensor("mask"), y)
    case .number(let n): a.x.maskedFill_(a.tensor("mask"), n)
    }
  }
  t.op("nonzero(input, as_tuple)") { a in
    if !a.bool("as_tuple") { return [a.x.nonzero()] }
    return (a.x.ndim == 0 ? a.x.unsqueeze(0) : a.x).nonzero().unbind(dim: 1)
  }
  t.unary("argwhere") { $0.nonzero() }
}

/// `x[a, b, …]`: the subscript takes up to six indices.
private func read(_ x: Tensor, _ i: [TensorIndex], _ call: Call) -> Tensor {
  switch i.count {
  case 1: x[i[0]]
  case 2: x[i[0], i[1]]
  case 3: x[i[0], i[1], i[2]]
  case 4: x[i[0], i[1], i[2], i[3]]
  case 5: x[i[0], i[1], i[2], i[3], i[4]]
  case 6: x[i[0], i[1], i[2], i[3], i[4], i[5]]
  default: call.notWritable("a subscript takes one to six indices, not \(i.count)")
  }
}

/// `x[a, b, …] = y`.
private func write(_ x: Tensor, _ i: [TensorIndex], _ y: Tensor, _ call: Call) {
  switch i.count {
  case 1: x[i[0]] = y
  case 2: x[i[0], i[1]] = y
  case 3: x[i[0], i[1], i[2]] = y
  case 4: x[i[0], i[1], i[2], i[3]] = y
  case 5: x[i[0], i[1], i[2], i[3], i[4]] = y
  case 6: x[i[0], i[1], i[2], i[3], i[4], i[5]] = y
  default: call.notWritable("a subscript takes one to six indices, not \(i.count)")
  }
}

/// `x[a, b, …] = 3`.
private func write(_ x: Tensor, _ i: [TensorIndex], _ n: some TensorElement, _ call: Call) {
  switch i.count {
  case 1: x[i[0]] = n
  case 2: x[i[0], i[1]] = n
  case 3: x[i[0], i[1], i[2]] = n
  case 4: x[i[0], i[1], i[2], i[3]] = n
  case 5: x[i[0], i[1], i[2], i[3], i[4]] = n
  case 6: x[i[0], i[1], i[2], i[3], i[4], i[5]] = n
  default: call.notWritable("a subscript takes one to six indices, not \(i.count)")
  }
}

/// `x.scatter_` with a tensor or a number, written or combined.
private func scattered(_ a: Call, _ x: Tensor) -> Tensor {
  let (dim, index) = (a.int("dim"), a.tensor("index"))
  let reduce: ScatterCombination? = a.choice("reduce", ["add": .add, "multiply": .multiply])
  switch a.operand("src") {
  case .tensor(let src):
    return reduce.map { x.scatter_(dim: dim, index: index, src: src, reduce: $0) } ?? x.scatter_(dim: dim, index: index, src: src)
  case .number(let n):
    return reduce.map { x.scatter_(dim: dim, index: index, value: n, reduce: $0) } ?? x.scatter_(dim: dim, index: index, value: n)
  }
}
