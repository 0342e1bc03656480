import Martlet
import MartletTestSupport
import Testing

/// Special functions, functions of two and three tensors, rounding and bounds, and the less common activations.
@Suite struct SpecialGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = special + several + bounds + activations

  static let special = GradientTable.build { t in
    t.unary("erfc") { $0.erfc() }
    t.unary("erfinv", in: -0.8...0.8) { $0.erfinv() }
    t.unary("lgamma", in: 0.5...4) { $0.lgamma() }
    t.unary("digamma", in: 0.5...4) { $0.digamma() }
    t.unary("polygamma", in: 0.7...4) { $0.polygamma(2) }
    t.unary("mvlgamma", in: 2...4) { $0.mvlgamma(p: 3) }
    t.unary("sinc") { $0.sinc() }
    t.unary("i0") { $0.i0() }
    t.unary("logit", in: 0.1...0.9) { $0.logit() }
    t.unary("logit with eps", in: 0.1...0.9) { $0.logit(eps: 0.2) }
    t.unary("entr", in: 0.2...2) { Special.entr($0) }
    t.unary("erfcx") { Special.erfcx($0) }
    t.unary("i0e", in: 0.2...3) { Special.i0e($0) }
    t.unary("i1", in: 0.2...3) { Special.i1($0) }
    t.unary("i1e", in: 0.2...3) { Special.i1e($0) }
    t.unary("ndtr") { Special.ndtr($0) }
    t.unary("ndtri", in: 0.1...0.9) { Special.ndtri($0) }
    t.unary("logNdtr") { Special.logNdtr($0) }
    t.binary("xlogy", in: 0.3...2) { $0.xlogy($1) }
    t.binary("xlog1py", in: 0.3...2) { Special.xlog1py($0, $1) }
    t.unary("zeta", in: 0.5...3) { Special.zeta(2.5, $0) }
    t.unary("igamma", in: 0.5...3) { Tensor(1.7, dtype: .float64).igamma($0) }
    t.unary("igammac", in: 0.5...3) { Tensor(1.7, dtype: .float64).igammac($0) }
    t.unary("xlogy of a number", in: 0.3...2) { $0.xlogy(2.5).square() }
    t.unary("xlog1py of a number", in: 0.3...2) { Special.xlog1py(1.5, $0).square() }
    t.unary("polygamma 0", in: 0.7...4) { $0.polygamma(0) }
    t.unary("rad2deg") { $0.rad2deg().sin() }
    t.unary("deg2rad") { $0.deg2rad().sin() }
  }

  static let several = GradientTable.build { t in
    t.binary("atan2") { $0.atan2($1) }
    t.binary("hypot", in: 0.5...2) { $0.hypot($1) }
    t.binary("copysign") { $0.copysign($1) }
    t.binary("fmax") { $0.fmax($1) }
    t.binary("fmin") { $0.fmin($1) }
    t.binary("logaddexp") { $0.logaddexp($1) }
    t.binary("logaddexp2") { $0.logaddexp2($1) }
    t.binary("ldexp") { $0.ldexp($1) }
    t.binary("floatPower", in: 0.5...2) { $0.floatPower($1) }
    t.unary("copysign of a number") { $0.copysign(-1).square() }
    t.unary("rsub of a number") { $0.rsub(2.5, alpha: 3).square() }
    t.unary("frexp") { $0.frexp().mantissa.square() }
    t.unary("floatPower of a number") { Tensor.floatPower(1.5, $0) }
    t.binary("rsub") { $0.rsub($1, alpha: 2) }
    t.ternary("addcmul", [2, 3], [2, 1], [3]) { $0.addcmul($1, $2, value: 0.5) }
    t.ternary("addcdiv", [2, 3], [2, 1], [3], in: 0.5...2) { $0.addcdiv($1, $2, value: -2) }
    t.ternary("lerp", [2, 3], [3], [2, 1]) { $0.lerp($1, $2) }
    t.binary("lerp number") { $0.lerp($1, 0.3) }
  }

  static let bounds = GradientTable.build { t in
    t.ternary("clamp by tensors", [2, 3], [3], [2, 1]) { $0.clamp(min: $1 - 2, max: $2 + 2) }
    t.binary("clampMin") { $0.clampMin($1) }
    t.binary("clampMax") { $0.clampMax($1) }
    t.unary("clampMin of a number") { $0.clampMin(0.1).square() }
    t.unary("clampMax of a number") { $0.clampMax(0.1).square() }
    t.unary("nanToNum") { $0.nanToNum() }
    t.unary("frac") { $0.frac() * $0 }
    t.unary("round decimals") { $0.round(decimals: 1) + $0 }
  }

  static let activations = GradientTable.build { t in
    t.unary("hardtanh") { F.hardtanh($0) }
    t.unary("relu6", in: -8...8) { F.relu6($0) }
    t.unary("hardsigmoid", in: -5...5) { F.hardsigmoid($0) }
    t.unary("hardswish", in: -5...5) { F.hardswish($0) }
    t.unary("hardshrink") { F.hardshrink($0) }
    t.unary("softshrink") { F.softshrink($0) }
    t.unary("threshold") { F.threshold($0, threshold: 0.3, value: 2) }
    t.unary("mish") { F.mish($0) }
    t.unary("tanhshrink") { F.tanhshrink($0) }
    t.unary("softsign") { F.softsign($0) }
    t.unary("glu", [2, 4]) { F.glu($0) }
    t.unary("glu of dim 0", [4, 3]) { F.glu($0, dim: 0) }
    t.binary("prelu", [2, 3], [3]) { F.prelu($0, $1) }
    t.binary("prelu with one weight", [2, 3], [1]) { F.prelu($0, $1) }
    t.unary("rrelu") { F.rrelu($0) }
    t.unary("rrelu in training") { F.rrelu($0, training: true, generator: Generator(seed: 1)) }
    t.unary("alphaDropout", [3, 4]) { F.alphaDropout($0, p: 0.3, training: true, generator: Generator(seed: 2)) }
    t.unary("dropout2d", [2, 3, 2, 2]) { F.dropout2d($0, p: 0.4, generator: Generator(seed: 2)) }
  }
}
