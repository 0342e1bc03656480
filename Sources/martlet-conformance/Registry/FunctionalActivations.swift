import Martlet

/// Activations of `nn.functional` beyond the commonest, and dropout.
func addFunctionalActivations(_ t: inout OpTable) {
  t.unary("nn.functional.relu6") { F.relu6($0) }
  t.unary("nn.functional.hardsigmoid") { F.hardsigmoid($0) }
  t.unary("nn.functional.hardswish") { F.hardswish($0) }
  t.unary("nn.functional.mish") { F.mish($0) }
  t.unary("nn.functional.tanhshrink") { F.tanhshrink($0) }
  t.unary("nn.functional.softsign") { F.softsign($0) }
  t.op("nn.functional.hardtanh(input, min_val, max_val)") {
    F.hardtanh($0.x, minVal: $0.double("min_val", -1), maxVal: $0.double("max_val", 1))
  }
  t.op("nn.functional.hardshrink(input, lambd)") { F.hardshrink($0.x, lambd: $0.double("lambd", 0.5)) }
  t.op("nn.functional.softshrink(input, lambd)") { F.softshrink($0.x, lambd: $0.double("lambd", 0.5)) }
  t.op("nn.functional.threshold(input, threshold, value)") {
    F.threshold($0.x, threshold: $0.double("threshold"), value: $0.double("value"))
  }
  t.op("nn.functional.glu(input, dim)") { F.glu($0.x, dim: $0.int("dim", -1)) }
  t.op("nn.functional.prelu(input, weight)") { F.prelu($0.x, $0.y) }
  t.op("nn.functional.rrelu(input, lower, upper, training)") {
    F.rrelu($0.x, lower: $0.double("lower", 1.0 / 8), upper: $0.double("upper", 1.0 / 3), training: $0.bool("training"))
  }

  t.op("nn.functional.dropout1d(input, p, training)") { F.dropout1d($0.x, p: $0.double("p", 0.5), training: $0.bool("training", true)) }
  t.op("nn.functional.dropout2d(input, p, training)") { F.dropout2d($0.x, p: $0.double("p", 0.5), training: $0.bool("training", true)) }
  t.op("nn.functional.dropout3d(input, p, training)") { F.dropout3d($0.x, p: $0.double("p", 0.5), training: $0.bool("training", true)) }
  t.op("nn.functional.alpha_dropout(input, p, training)") { F.alphaDropout($0.x, p: $0.double("p", 0.5), training: $0.bool("training")) }
  t.op("nn.functional.feature_alpha_dropout(input, p, training)") {
    F.featureAlphaDropout($0.x, p: $0.double("p", 0.5), training: $0.bool("training"))
  }
}
