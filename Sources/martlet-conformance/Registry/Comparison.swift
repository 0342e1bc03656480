import Martlet

func addComparison(_ t: inout OpTable) {
  t.binary("eq", { $0 .== $1 }, number: { $0 .== $1 }, inPlace: { $0.eq_($1) }, inPlaceNumber: { $0.eq_($1) })
  t.binary("ne", { $0 .!= $1 }, number: { $0 .!= $1 }, inPlace: { $0.ne_($1) }, inPlaceNumber: { $0.ne_($1) })
  t.binary("lt", { $0 .< $1 }, number: { $0 .< $1 }, inPlace: { $0.lt_($1) }, inPlaceNumber: { $0.lt_($1) })
  t.binary("le", { $0 .<= $1 }, number: { $0 .<= $1 }, inPlace: { $0.le_($1) }, inPlaceNumber: { $0.le_($1) })
  t.binary("gt", { $0 .> $1 }, number: { $0 .> $1 }, inPlace: { $0.gt_($1) }, inPlaceNumber: { $0.gt_($1) })
  t.binary("ge", { $0 .>= $1 }, number: { $0 .>= $1 }, inPlace: { $0.ge_($1) }, inPlaceNumber: { $0.ge_($1) })

  t.binary("bitwise_and", { $0 .& $1 }, number: { $0 .& $1 }, inPlace: { $0.bitwiseAnd_($1) }, inPlaceNumber: { $0.bitwiseAnd_($1) })
  t.binary("bitwise_or", { $0 .| $1 }, number: { $0 .| $1 }, inPlace: { $0.bitwiseOr_($1) }, inPlaceNumber: { $0.bitwiseOr_($1) })
  t.binary("bitwise_xor", { $0 .^ $1 }, number: { $0 .^ $1 }, inPlace: { $0.bitwiseXor_($1) }, inPlaceNumber: { $0.bitwiseXor_($1) })
  t.binary("__rand__", { $1 .& $0 })
  t.binary("__ror__", { $1 .| $0 })
  t.binary("__rxor__", { $1 .^ $0 })
  t.unary("bitwise_not") { .!$0 } inPlace: { $0.bitwiseNot_() }

  t.binary("logical_and", { $0.logicalAnd($1) }, inPlace: { $0.logicalAnd_($1) })
  t.binary("logical_or", { $0.logicalOr($1) }, inPlace: { $0.logicalOr_($1) })
  t.binary("logical_xor", { $0.logicalXor($1) }, inPlace: { $0.logicalXor_($1) })
  t.unary("logical_not") { $0.logicalNot() } inPlace: { $0.logicalNot_() }

  t.binary(
    "bitwise_left_shift", { $0.bitwiseLeftShift($1) }, number: { $0.bitwiseLeftShift($1) }, inPlace: { $0.bitwiseLeftShift_($1) },
    inPlaceNumber: { $0.bitwiseLeftShift_($1) })
  t.binary(
    "bitwise_right_shift", { $0.bitwiseRightShift($1) }, number: { $0.bitwiseRightShift($1) }, inPlace: { $0.bitwiseRightShift_($1) },
    inPlaceNumber: { $0.bitwiseRightShift_($1) })

  t.unary("isnan") { $0.isnan() }
  t.unary("isinf") { $0.isinf() }
  t.unary("isfinite") { $0.isfinite() }
  t.unary("isposinf") { $0.isposinf() }
  t.unary("isneginf") { $0.isneginf() }
  t.unary("signbit") { $0.signbit() }
  t.unary("isreal") { $0.isreal() }
  t.op("equal(input, other)") { $0.x.equal($0.y) }
  t.op("allclose(input, other, rtol, atol, equal_nan)") {
    $0.x.allClose($0.y, rtol: $0.double("rtol", 1e-5), atol: $0.double("atol", 1e-8), equalNan: $0.bool("equal_nan"))
  }
  t.op("isclose(input, other, rtol, atol, equal_nan)") {
    $0.x.isclose($0.y, rtol: $0.double("rtol", 1e-5), atol: $0.double("atol", 1e-8), equalNan: $0.bool("equal_nan"))
  }
}
