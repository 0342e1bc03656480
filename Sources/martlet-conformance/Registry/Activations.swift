import Martlet

func addActivations(_ t: inout OpTable) {
  t.unary("nn.functional.relu") { F.relu($0) }
  t.op("nn.functional.leaky_relu(input, negative_slope)") { F.leakyRelu($0.x, negativeSlope: $0.double("negative_slope", 0.01)) }
  t.op("nn.functional.elu(input, alpha)") { F.elu($0.x, alpha: $0.double("alpha", 1)) }
  t.op("nn.functional.celu(input, alpha)") { F.celu($0.x, alpha: $0.double("alpha", 1)) }
  t.unary("nn.functional.selu") { F.selu($0) }
  t.op("nn.functional.gelu(input, approximate)") {
    F.gelu($0.x, approximate: $0.choice("approximate", ["none": .none, "tanh": .tanh]) ?? F.GELUApproximation.none)
  }
  t.unary("nn.functional.silu") { F.silu($0) }
  t.unary("nn.functional.logsigmoid") { F.logsigmoid($0) }
  t.op("nn.functional.softplus(input, beta, threshold)") {
    F.softplus($0.x, beta: $0.double("beta", 1), threshold: $0.double("threshold", 20))
  }
  t.op("softmax(input, dim, dtype)") { F.softmax($0.x, dim: $0.int("dim"), dtype: $0.optionalDType("dtype")) }
  t.op("log_softmax(input, dim, dtype)") { F.logSoftmax($0.x, dim: $0.int("dim"), dtype: $0.optionalDType("dtype")) }
  t.op("nn.functional.softmin(input, dim, dtype)") { F.softmin($0.x, dim: $0.int("dim"), dtype: $0.optionalDType("dtype")) }
  t.op("nn.functional.dropout(input, p, training)") { F.dropout($0.x, p: $0.double("p", 0.5), training: $0.bool("training", true)) }
}
