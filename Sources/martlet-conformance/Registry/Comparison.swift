import Martlet

func addComparison(_ t: inout OpTable) {
  t.binary("eq", { $0 .== $1 }, number: { $0 .== $1 })
  t.binary("ne", { $0 .!= $1 }, number: { $0 .!= $1 })
  t.binary("lt", { $0 .< $1 }, number: { $0 .< $1 })
  t.binary("le", { $0 .<= $1 }, number: { $0 .<= $1 })
  t.binary("gt", { $0 .> $1 }, number: { $0 .> $1 })
  t.binary("ge", { $0 .>= $1 }, number: { $0 .>= $1 })

  t.binary("bitwise_and", { $0 .& $1 }, number: { $0 .& $1 })
  t.binary("bitwise_or", { $0 .| $1 }, number: { $0 .| $1 })
  t.binary("bitwise_xor", { $0 .^ $1 }, number: { $0 .^ $1 })
  t.binary("__rand__", { $1 .& $0 })
  t.binary("__ror__", { $1 .| $0 })
  t.binary("__rxor__", { $1 .^ $0 })
  t.unary("bitwise_not") { .!$0 }

  t.binary("logical_and", { $0.logicalAnd($1) })
  t.binary("logical_or", { $0.logicalOr($1) })
  t.binary("logical_xor", { $0.logicalXor($1) })
  t.unary("logical_not") { $0.logicalNot() }

  t.unary("isnan") { $0.isnan() }
  t.unary("isinf") { $0.isinf() }
  t.unary("isfinite") { $0.isfinite() }
  t.op("equal(input, other)") { $0.x.equal($0.y) }
  t.op("allclose(input, other, rtol, atol, equal_nan)") {
    $0.x.allClose($0.y, rtol: $0.double("rtol", 1e-5), atol: $0.double("atol", 1e-8), equalNan: $0.bool("equal_nan"))
  }
  t.op("isclose(input, other, rtol, atol, equal_nan)") {
    $0.x.isclose($0.y, rtol: $0.double("rtol", 1e-5), atol: $0.double("atol", 1e-8), equalNan: $0.bool("equal_nan"))
  }
}
