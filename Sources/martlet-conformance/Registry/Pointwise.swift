import Martlet

func addPointwise(_ t: inout OpTable) {
  t.unary("abs") { $0.abs() } inPlace: { $0.abs_() }
  t.unary("neg") { -$0 } inPlace: { $0.neg_() }
  t.unary("sign") { $0.sign() } inPlace: { $0.sign_() }
  t.unary("sgn") { $0.sgn() } inPlace: { $0.sgn_() }
  t.unary("square") { $0.square() } inPlace: { $0.square_() }
  t.unary("reciprocal") { $0.reciprocal() } inPlace: { $0.reciprocal_() }
  t.unary("sqrt") { $0.sqrt() } inPlace: { $0.sqrt_() }
  t.unary("rsqrt") { $0.rsqrt() } inPlace: { $0.rsqrt_() }

  t.unary("exp") { $0.exp() } inPlace: { $0.exp_() }
  t.unary("exp2") { $0.exp2() } inPlace: { $0.exp2_() }
  t.unary("expm1") { $0.expm1() } inPlace: { $0.expm1_() }
  t.unary("log") { $0.log() } inPlace: { $0.log_() }
  t.unary("log2") { $0.log2() } inPlace: { $0.log2_() }
  t.unary("log10") { $0.log10() } inPlace: { $0.log10_() }
  t.unary("log1p") { $0.log1p() } inPlace: { $0.log1p_() }

  t.unary("sin") { $0.sin() } inPlace: { $0.sin_() }
  t.unary("cos") { $0.cos() } inPlace: { $0.cos_() }
  t.unary("tan") { $0.tan() } inPlace: { $0.tan_() }
  t.unary("asin") { $0.asin() } inPlace: { $0.asin_() }
  t.unary("acos") { $0.acos() } inPlace: { $0.acos_() }
  t.unary("atan") { $0.atan() } inPlace: { $0.atan_() }
  t.unary("sinh") { $0.sinh() } inPlace: { $0.sinh_() }
  t.unary("cosh") { $0.cosh() } inPlace: { $0.cosh_() }
  t.unary("tanh") { $0.tanh() } inPlace: { $0.tanh_() }
  t.unary("asinh") { $0.asinh() } inPlace: { $0.asinh_() }
  t.unary("acosh") { $0.acosh() } inPlace: { $0.acosh_() }
  t.unary("atanh") { $0.atanh() } inPlace: { $0.atanh_() }
  t.unary("sigmoid") { $0.sigmoid() } inPlace: { $0.sigmoid_() }

  t.unary("floor") { $0.floor() } inPlace: { $0.floor_() }
  t.unary("ceil") { $0.ceil() } inPlace: { $0.ceil_() }
  t.op("round(input, decimals)") { $0.x.round(decimals: $0.int("decimals", 0)) } inPlace: { $0.x.round_(decimals: $0.int("decimals", 0)) }
  t.unary("trunc") { $0.trunc() } inPlace: { $0.trunc_() }

  t.op("clamp(input, min, max)") { clamp($0, inPlace: false) } inPlace: { clamp($0, inPlace: true) }
  t.op("where(condition, input, other)") { a in
    switch (a.operand("input"), a.operand("other")) {
    case (.tensor(let x), .tensor(let y)): Tensor.where(a.x, x, y)
    case (.tensor(let x), .number(let n)): Tensor.where(a.x, x, n)
    case (.number(let n), .tensor(let y)): Tensor.where(a.x, n, y)
    case (.number(let n), .number(let m)): Tensor.where(a.x, n, m)
    }
  }
}

/// `clamp` takes two numbers or two tensors; the optional type of a number that is absent has to be named.
private func clamp(_ a: Call, inPlace: Bool) -> Tensor {
  switch (a.optionalOperand("min"), a.optionalOperand("max")) {
  case (.tensor(let low), .tensor(let high)): return inPlace ? a.x.clamp_(min: low, max: high) : a.x.clamp(min: low, max: high)
  case (.tensor(let low), nil): return inPlace ? a.x.clamp_(min: low) : a.x.clamp(min: low)
  case (nil, .tensor(let high)): return inPlace ? a.x.clamp_(max: high) : a.x.clamp(max: high)
  default:
    let low = a.optionalNumber("min"), high = a.optionalNumber("max")
    return inPlace ? a.x.clamp_(min: low, max: high) : a.x.clamp(min: low, max: high)
  }
}
