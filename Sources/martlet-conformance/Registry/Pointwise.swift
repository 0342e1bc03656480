import Martlet

func addPointwise(_ t: inout OpTable) {
  t.unary("abs") { $0.abs() } inPlace: { $0.abs_() }
  t.unary("neg") { -$0 } inPlace: { $0.neg_() }
  t.unary("sign") { $0.sign() }
  t.unary("sgn") { $0.sgn() }
  t.unary("square") { $0.square() }
  t.unary("reciprocal") { $0.reciprocal() }
  t.unary("sqrt") { $0.sqrt() } inPlace: { $0.sqrt_() }
  t.unary("rsqrt") { $0.rsqrt() }

  t.unary("exp") { $0.exp() } inPlace: { $0.exp_() }
  t.unary("exp2") { $0.exp2() }
  t.unary("expm1") { $0.expm1() }
  t.unary("log") { $0.log() } inPlace: { $0.log_() }
  t.unary("log2") { $0.log2() }
  t.unary("log10") { $0.log10() }
  t.unary("log1p") { $0.log1p() }

  t.unary("sin") { $0.sin() }
  t.unary("cos") { $0.cos() }
  t.unary("tan") { $0.tan() }
  t.unary("asin") { $0.asin() }
  t.unary("acos") { $0.acos() }
  t.unary("atan") { $0.atan() }
  t.unary("sinh") { $0.sinh() }
  t.unary("cosh") { $0.cosh() }
  t.unary("tanh") { $0.tanh() } inPlace: { $0.tanh_() }
  t.unary("asinh") { $0.asinh() }
  t.unary("acosh") { $0.acosh() }
  t.unary("atanh") { $0.atanh() }
  t.unary("sigmoid") { $0.sigmoid() } inPlace: { $0.sigmoid_() }
  t.unary("erf") { $0.erf() }

  t.unary("floor") { $0.floor() }
  t.unary("ceil") { $0.ceil() }
  t.op("round(input, decimals)") { $0.x.round() }
  t.unary("trunc") { $0.trunc() }

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

/// `clamp` takes numbers as its bounds; the optional type of a bound that is absent has to be named.
private func clamp(_ a: Call, inPlace: Bool) -> Tensor {
  let low = a.optionalNumber("min"), high = a.optionalNumber("max")
  return inPlace ? a.x.clamp_(min: low, max: high) : a.x.clamp(min: low, max: high)
}
