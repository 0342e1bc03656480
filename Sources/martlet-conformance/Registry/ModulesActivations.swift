import Martlet

/// Activations and dropout.
func addActivationModules(_ t: inout ModuleTable) {
  t.layer("nn.ReLU(inplace)") { ReLU(inplace: $0.bool("inplace")) }
  t.layer("nn.ReLU6(inplace)") { ReLU6(inplace: $0.bool("inplace")) }
  t.layer("nn.SELU(inplace)") { SELU(inplace: $0.bool("inplace")) }
  t.layer("nn.SiLU(inplace)") { SiLU(inplace: $0.bool("inplace")) }
  t.layer("nn.Mish(inplace)") { Mish(inplace: $0.bool("inplace")) }
  t.layer("nn.Hardsigmoid(inplace)") { Hardsigmoid(inplace: $0.bool("inplace")) }
  t.layer("nn.Hardswish(inplace)") { Hardswish(inplace: $0.bool("inplace")) }
  t.layer("nn.ELU(alpha, inplace)") { ELU($0.number("alpha", .double(1)), inplace: $0.bool("inplace")) }
  t.layer("nn.CELU(alpha, inplace)") { CELU($0.number("alpha", .double(1)), inplace: $0.bool("inplace")) }
  t.layer("nn.LeakyReLU(negative_slope, inplace)") { LeakyReLU($0.number("negative_slope", .double(0.01)), inplace: $0.bool("inplace")) }
  t.layer("nn.RReLU(lower, upper, inplace)") {
    RReLU($0.number("lower", .double(1.0 / 8)), $0.number("upper", .double(1.0 / 3)), inplace: $0.bool("inplace"))
  }
  t.layer("nn.Threshold(threshold, value, inplace)") { Threshold($0.number("threshold"), $0.number("value"), inplace: $0.bool("inplace")) }
  t.layer("nn.Hardtanh(min_val, max_val, inplace)") {
    Hardtanh($0.number("min_val", .double(-1)), $0.number("max_val", .double(1)), inplace: $0.bool("inplace"))
  }
  t.layer("nn.PReLU(num_parameters, init)") { PReLU($0.int("num_parameters", 1), init: $0.number("init", .double(0.25))) }
  t.layer("nn.GELU(approximate)") { GELU(approximate: $0.choice("approximate", ["none": .none, "tanh": .tanh]) ?? .none) }
  t.layer("nn.Softplus(beta, threshold)") { Softplus($0.number("beta", .double(1)), $0.number("threshold", .double(20))) }
  t.layer("nn.Hardshrink(lambd)") { Hardshrink($0.number("lambd", .double(0.5))) }
  t.layer("nn.Softshrink(lambd)") { Softshrink($0.number("lambd", .double(0.5))) }
  t.layer("nn.Sigmoid()") { _ in Sigmoid() }
  t.layer("nn.LogSigmoid()") { _ in LogSigmoid() }
  t.layer("nn.Tanh()") { _ in Tanh() }
  t.layer("nn.Tanhshrink()") { _ in Tanhshrink() }
  t.layer("nn.Softsign()") { _ in Softsign() }
  t.layer("nn.Softmax(dim)") { Softmax(dim: $0.int("dim")) }
  t.layer("nn.LogSoftmax(dim)") { LogSoftmax(dim: $0.int("dim")) }
  t.layer("nn.Softmin(dim)") { Softmin(dim: $0.int("dim")) }
  t.layer("nn.Softmax2d()") { _ in Softmax2d() }
  t.layer("nn.GLU(dim)") { GLU(dim: $0.int("dim", -1)) }

  t.layer("nn.Dropout(p, inplace)") { Dropout($0.number("p", .double(0.5)), inplace: $0.bool("inplace")) }
  t.layer("nn.Dropout1d(p, inplace)") { Dropout1d($0.number("p", .double(0.5)), inplace: $0.bool("inplace")) }
  t.layer("nn.Dropout2d(p, inplace)") { Dropout2d($0.number("p", .double(0.5)), inplace: $0.bool("inplace")) }
  t.layer("nn.Dropout3d(p, inplace)") { Dropout3d($0.number("p", .double(0.5)), inplace: $0.bool("inplace")) }
  t.layer("nn.AlphaDropout(p, inplace)") { AlphaDropout($0.number("p", .double(0.5)), inplace: $0.bool("inplace")) }
  t.layer("nn.FeatureAlphaDropout(p, inplace)") { FeatureAlphaDropout($0.number("p", .double(0.5)), inplace: $0.bool("inplace")) }
}
