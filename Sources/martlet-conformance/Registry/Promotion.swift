import Martlet

func addPromotion(_ t: inout OpTable) {
  t.op("type_promotion.promote_types(type1, type2)") { promoteTypes($0.dtype("type1"), $0.dtype("type2")) }
  t.op("type_promotion.can_cast(from_, to)") { canCast($0.dtype("from_"), to: $0.dtype("to")) }
  t.op("type_promotion.result_type(tensor1, tensor2)") { a in
    switch a.operand("tensor2") {
    case .tensor(let y): resultDType(a.x, y)
    case .number(let n): resultDType(a.x, n)
    }
  }
  t.op("type_promotion.cat(*tensors)") { Tensor.cat($0.tensors("tensors")) }
  t.op("type_promotion.where(input, other)") { a in
    let mask = Tensor([true, false, true])
    return switch (a.operand("input"), a.operand("other")) {
    case (.tensor(let x), .tensor(let y)): Tensor.where(mask, x, y)
    case (.tensor(let x), .number(let n)): Tensor.where(mask, x, n)
    case (.number(let n), .tensor(let y)): Tensor.where(mask, n, y)
    case (.number(let n), .number(let m)): Tensor.where(mask, n, m)
    }
  }
}
