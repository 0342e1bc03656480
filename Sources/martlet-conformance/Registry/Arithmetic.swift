import Martlet

func addArithmetic(_ t: inout OpTable) {
  t.op("add(input, other, alpha)") { a in
    switch (a.operand("input"), a.operand("other")) {
    case (.tensor(let x), .tensor(let y)): x.add(y, alpha: a.number("alpha", .int(1)))
    case (.tensor(let x), .number(let n)): x.add(n, alpha: a.number("alpha", .int(1)))
    case (.number(let n), .tensor(let y)): n + y * a.number("alpha", .int(1))
    case (.number, .number): a.notWritable("two numbers make no tensor")
    }
  } inPlace: { a in
    switch a.operand("other") {
    case .tensor(let y): a.x.add_(y, alpha: a.number("alpha", .int(1)))
    case .number(let n): a.x.add_(n)
    }
  }
  t.op("sub(input, other, alpha)") { a in
    switch (a.operand("input"), a.operand("other")) {
    case (.tensor(let x), .tensor(let y)): x.sub(y, alpha: a.number("alpha", .int(1)))
    case (.tensor(let x), .number(let n)): x.sub(n, alpha: a.number("alpha", .int(1)))
    case (.number(let n), .tensor(let y)): n - y * a.number("alpha", .int(1))
    case (.number, .number): a.notWritable("two numbers make no tensor")
    }
  } inPlace: { a in
    switch a.operand("other") {
    case .tensor(let y): a.x.sub_(y, alpha: a.number("alpha", .int(1)))
    case .number(let n): a.x.sub_(n)
    }
  }
  t.binary("mul", { $0 * $1 }, number: { $0 * $1 }, reversed: { $0 * $1 }, inPlace: { $0.mul_($1) }, inPlaceNumber: { $0.mul_($1) })
  t.binary("true_divide", { $0 / $1 }, number: { $0 / $1 }, reversed: { $0 / $1 }, inPlace: { $0.div_($1) }, inPlaceNumber: { $0.div_($1) })
  t.op("div(input, other, rounding_mode)") { a in
    switch (a.operand("input"), a.operand("other"), rounding(a)) {
    case (.tensor(let x), .tensor(let y), let mode): x.div(y, roundingMode: mode)
    case (.tensor(let x), .number(let n), let mode): x.div(n, roundingMode: mode)
    case (.number(let n), .tensor(let y), nil): n / y
    default: a.notWritable("a number divided by a tensor with a rounding mode")
    }
  } inPlace: { a in
    switch a.operand("other") {
    case .tensor(let y): a.x.div_(y, roundingMode: rounding(a))
    case .number(let n): a.x.div_(n, roundingMode: rounding(a))
    }
  }
  t.binary("floor_divide", { $0.floorDivide($1) }, number: { $0.floorDivide($1) }, inPlace: { $0.floorDivide_($1) }, inPlaceNumber: { $0.floorDivide_($1) })
  t.binary("remainder", { $0 % $1 }, number: { $0 % $1 }, reversed: { $0 % $1 }, inPlace: { $0.remainder_($1) }, inPlaceNumber: { $0.remainder_($1) })
  t.binary("fmod", { $0.fmod($1) }, number: { $0.fmod($1) }, inPlace: { $0.fmod_($1) }, inPlaceNumber: { $0.fmod_($1) })
  t.binary("pow", { $0.pow($1) }, number: { $0.pow($1) }, reversed: { pow($0, $1) }, inPlace: { $0.pow_($1) }, inPlaceNumber: { $0.pow_($1) })
  t.op("rsub(input, other, alpha)") { a in
    switch a.operand("other") {
    case .tensor(let y): a.x.rsub(y, alpha: a.number("alpha", .int(1)))
    case .number(let n): a.x.rsub(n, alpha: a.number("alpha", .int(1)))
    }
  }
  t.unary("positive") { $0.positive() }

  t.binary("__radd__", { $1 + $0 }, number: { $1 + $0 })
  t.binary("__rsub__", { $1 - $0 }, number: { $1 - $0 })
  t.binary("__rmul__", { $1 * $0 }, number: { $1 * $0 })
  t.binary("__rpow__", { $1.pow($0) }, number: { pow($1, $0) })
  t.binary("__rmod__", { $1 % $0 }, number: { $1 % $0 })

  t.binary("maximum", { $0.maximum($1) })
  t.binary("max.binary", { max($0, $1) })
  t.binary("minimum", { $0.minimum($1) })
  t.binary("min.binary", { min($0, $1) })
}

private func rounding(_ a: Call) -> Tensor.RoundingMode? { a.choice("rounding_mode", ["floor": .floor, "trunc": .trunc]) }
