import Martlet

/// Special functions, and functions of two or three tensors besides arithmetic.
func addSpecialFunctions(_ t: inout OpTable) {
  t.unary("erf") { $0.erf() } inPlace: { $0.erf_() }
  t.unary("erfc") { $0.erfc() } inPlace: { $0.erfc_() }
  t.unary("erfinv") { $0.erfinv() } inPlace: { $0.erfinv_() }
  t.unary("lgamma") { $0.lgamma() } inPlace: { $0.lgamma_() }
  t.unary("digamma") { $0.digamma() } inPlace: { $0.digamma_() }
  t.op("polygamma(n, input)") { $0.tensor("input").polygamma($0.int("n")) } inPlace: { $0.tensor("input").polygamma_($0.int("n")) }
  t.op("mvlgamma(input, p)") { $0.x.mvlgamma(p: $0.int("p")) } inPlace: { $0.x.mvlgamma_(p: $0.int("p")) }
  t.op("logit(input, eps)") { $0.x.logit(eps: $0.optionalDouble("eps")) } inPlace: { $0.x.logit_(eps: $0.optionalDouble("eps")) }
  t.unary("sinc") { $0.sinc() } inPlace: { $0.sinc_() }
  t.unary("i0") { $0.i0() } inPlace: { $0.i0_() }
  t.binary("igamma", { $0.igamma($1) }, inPlace: { $0.igamma_($1) })
  t.binary("igammac", { $0.igammac($1) }, inPlace: { $0.igammac_($1) })
  t.binary("xlogy", { $0.xlogy($1) }, number: { $0.xlogy($1) }, inPlace: { $0.xlogy_($1) }, inPlaceNumber: { $0.xlogy_($1) })

  t.unary("special.entr") { Special.entr($0) }
  t.unary("special.erfcx") { Special.erfcx($0) }
  t.unary("special.i0e") { Special.i0e($0) }
  t.unary("special.i1") { Special.i1($0) }
  t.unary("special.i1e") { Special.i1e($0) }
  t.unary("special.ndtr") { Special.ndtr($0) }
  t.unary("special.ndtri") { Special.ndtri($0) }
  t.unary("special.log_ndtr") { Special.logNdtr($0) }
  t.binary("special.xlog1py", { Special.xlog1py($0, $1) }, number: { Special.xlog1py($0, $1) }, reversed: { Special.xlog1py($0, $1) })
  t.binary("special.zeta", { Special.zeta($0, $1) }, number: { Special.zeta($0, $1) }, reversed: { Special.zeta($0, $1) })

  t.binary("atan2", { $0.atan2($1) }, inPlace: { $0.atan2_($1) })
  t.binary("type_promotion.atan2", { $0.atan2($1) })
  t.binary("hypot", { $0.hypot($1) }, inPlace: { $0.hypot_($1) })
  t.binary("copysign", { $0.copysign($1) }, number: { $0.copysign($1) }, inPlace: { $0.copysign_($1) }, inPlaceNumber: { $0.copysign_($1) })
  t.binary("nextafter", { $0.nextafter($1) }, inPlace: { $0.nextafter_($1) })
  t.binary("heaviside", { $0.heaviside($1) }, inPlace: { $0.heaviside_($1) })
  t.binary("gcd", { $0.gcd($1) }, inPlace: { $0.gcd_($1) })
  t.binary("lcm", { $0.lcm($1) }, inPlace: { $0.lcm_($1) })
  t.binary("fmax", { $0.fmax($1) })
  t.binary("fmin", { $0.fmin($1) })
  t.binary("logaddexp", { $0.logaddexp($1) })
  t.binary("logaddexp2", { $0.logaddexp2($1) })
  t.binary("ldexp", { $0.ldexp($1) }, inPlace: { $0.ldexp_($1) })
  t.binary(
    "float_power", { $0.floatPower($1) }, number: { $0.floatPower($1) }, reversed: { Tensor.floatPower($0, $1) },
    inPlace: { $0.floatPower_($1) }, inPlaceNumber: { $0.floatPower_($1) })

  t.op("addcmul(input, tensor1, tensor2, value)") {
    $0.x.addcmul($0.y, $0.tensor("tensor2"), value: $0.number("value", .int(1)))
  } inPlace: {
    $0.x.addcmul_($0.y, $0.tensor("tensor2"), value: $0.number("value", .int(1)))
  }
  t.op("addcdiv(input, tensor1, tensor2, value)") {
    $0.x.addcdiv($0.y, $0.tensor("tensor2"), value: $0.number("value", .int(1)))
  } inPlace: {
    $0.x.addcdiv_($0.y, $0.tensor("tensor2"), value: $0.number("value", .int(1)))
  }
  t.op("lerp(input, end, weight)") { a in
    switch a.operand("weight") {
    case .tensor(let w): a.x.lerp(a.y, w)
    case .number(let n): a.x.lerp(a.y, n)
    }
  } inPlace: { a in
    switch a.operand("weight") {
    case .tensor(let w): a.x.lerp_(a.y, w)
    case .number(let n): a.x.lerp_(a.y, n)
    }
  }

  t.unary("frac") { $0.frac() } inPlace: { $0.frac_() }
  t.op("frexp(input)") { both($0.x.frexp()) }
  t.unary("deg2rad") { $0.deg2rad() } inPlace: { $0.deg2rad_() }
  t.unary("rad2deg") { $0.rad2deg() } inPlace: { $0.rad2deg_() }
  t.unary("real") { $0.real() }
  t.unary("conj") { $0.conj() }
  t.unary("angle") { $0.angle() }
  t.op("nan_to_num(input, nan, posinf, neginf)") {
    $0.x.nanToNum(nan: $0.double("nan", 0), posinf: $0.optionalDouble("posinf"), neginf: $0.optionalDouble("neginf"))
  } inPlace: {
    $0.x.nanToNum_(nan: $0.double("nan", 0), posinf: $0.optionalDouble("posinf"), neginf: $0.optionalDouble("neginf"))
  }
  t.op("clamp_min(input, min)") { a in
    switch a.operand("min") {
    case .tensor(let low): a.x.clampMin(low)
    case .number(let n): a.x.clampMin(n)
    }
  } inPlace: { a in
    switch a.operand("min") {
    case .tensor(let low): a.x.clampMin_(low)
    case .number(let n): a.x.clampMin_(n)
    }
  }
  t.op("clamp_max(input, max)") { a in
    switch a.operand("max") {
    case .tensor(let high): a.x.clampMax(high)
    case .number(let n): a.x.clampMax(n)
    }
  } inPlace: { a in
    switch a.operand("max") {
    case .tensor(let high): a.x.clampMax_(high)
    case .number(let n): a.x.clampMax_(n)
    }
  }
}
