import Martlet
import MartletTestSupport
import Testing

/// Elementwise ops and activations.
@Suite struct PointwiseGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = arithmetic + elementary + activations

  static let arithmetic = GradientTable.build { t in
    t.binary("add") { $0 + $1 }
    t.binary("add of columns and rows", [2, 1], [1, 3]) { $0 + $1 }
    t.unary("add number") { $0 + 2.5 }
    t.unary("number add") { 2 + $0 }
    t.binary("add alpha") { $0.add($1, alpha: 0.3) }
    t.binary("sub") { $0 - $1 }
    t.unary("sub number") { $0 - 2.5 }
    t.unary("number sub") { 2 - $0 }
    t.binary("sub alpha") { $0.sub($1, alpha: -1.5) }
    t.binary("mul") { $0 * $1 }
    t.binary("mul of a 0-d tensor", [], [2, 3]) { $0 * $1 }
    t.unary("mul number") { $0 * 2.5 }
    t.unary("number mul") { 2 * $0 }
    t.unary("mul with itself") { $0 * $0 }
    t.binary("div", in: 0.5...2) { $0 / $1 }
    t.unary("div number") { $0 / 2.5 }
    t.unary("number div", in: 0.5...2) { 2 / $0 }
    t.unary("neg") { -$0 }
    t.unary("positive") { $0.positive().square() }
    t.binary("named remainder", in: 0.6...2) { ($0 * 5).remainder($1).square() }
    t.binary("floorDivide", in: 0.6...2) { ($0 * 5).floorDivide($1) * $0 * $1 }
    t.binary("remainder", in: 0.6...2) { ($0 * 5) % $1 }
    t.unary("remainder number") { $0 % 0.7 }
    t.binary("fmod", in: 0.6...2) { (-$0 * 5).fmod($1) }
    t.unary("fmod number") { $0.fmod(0.7) }
    t.binary("div floor", in: 0.6...2) { $0.div($1, roundingMode: .floor) + $0 }
    t.binary("div trunc", in: 0.6...2) { $0.div($1, roundingMode: .trunc) + $1 }
    t.binary("maximum") { $0.maximum($1) }
    t.binary("minimum") { $0.minimum($1) }
    t.unary("clamp") { $0.clamp(min: -0.8, max: 0.9) }
    t.unary("clamp min") { $0.clamp(min: 0.1) }
    t.unary("clamp max") { $0.clamp(max: 0.1) }
    t.binary("where") { Tensor.where($0.detach() .> 0, $0, $1) }
    t.unary("where number") { Tensor.where($0.detach() .> 0, $0, 3) }
    t.unary("where of a number and a tensor") { Tensor.where($0.detach() .> 0, 3, $0).square() }
    t.binary("where that broadcasts", [2, 1], [3]) { Tensor.where(Tensor([[true], [false]]), $0, $1).square() }
    t.unary("clone") { $0.clone() }
    t.unary("contiguous") { $0.contiguous() }
    t.unary("to copy") { $0.to(.float64, copy: true) }
    t.unary("double") { $0.double().square() }
    t.unary("cpu") { $0.cpu().square() }
  }

  static let elementary = GradientTable.build { t in
    t.unary("abs") { $0.abs() }
    t.unary("sign") { $0.sign() * $0 }
    t.unary("sgn") { $0.sgn() * $0 }
    t.unary("real") { $0.real().square() }
    t.unary("conj") { $0.conj().square() }
    t.unary("angle") { $0.angle() * $0 }
    t.unary("exp") { $0.exp() }
    t.unary("exp2") { $0.exp2() }
    t.unary("expm1") { $0.expm1() }
    t.unary("log", in: 0.3...3) { $0.log() }
    t.unary("log2", in: 0.3...3) { $0.log2() }
    t.unary("log10", in: 0.3...3) { $0.log10() }
    t.unary("log1p", in: -0.5...3) { $0.log1p() }
    t.unary("sqrt", in: 0.3...3) { $0.sqrt() }
    t.unary("rsqrt", in: 0.3...3) { $0.rsqrt() }
    t.unary("square") { $0.square() }
    t.unary("reciprocal", in: 0.5...2) { $0.reciprocal() }
    t.unary("sin") { $0.sin() }
    t.unary("cos") { $0.cos() }
    t.unary("tan", in: -1...1) { $0.tan() }
    t.unary("asin", in: -0.8...0.8) { $0.asin() }
    t.unary("acos", in: -0.8...0.8) { $0.acos() }
    t.unary("atan") { $0.atan() }
    t.unary("sinh") { $0.sinh() }
    t.unary("cosh") { $0.cosh() }
    t.unary("tanh") { $0.tanh() }
    t.unary("asinh") { $0.asinh() }
    t.unary("acosh", in: 1.3...3) { $0.acosh() }
    t.unary("atanh", in: -0.8...0.8) { $0.atanh() }
    t.unary("sigmoid") { $0.sigmoid() }
    t.unary("erf") { $0.erf() }
    t.unary("floor") { $0.floor() + $0 }
    t.unary("ceil") { $0.ceil() + $0 }
    t.unary("round") { $0.round() + $0 }
    t.unary("trunc") { $0.trunc() + $0 }
    t.binary("pow", in: 0.5...2) { $0.pow($1) }
    t.unary("pow 2") { $0.pow(2) }
    t.unary("pow 3") { $0.pow(3) }
    t.unary("pow -1.5", in: 0.5...2) { $0.pow(-1.5) }
    t.unary("pow 1") { $0.pow(1) }
    t.unary("pow 0") { $0.pow(0) + $0 }
  }

  static let activations = GradientTable.build { t in
    t.unary("relu") { F.relu($0) }
    t.unary("leakyRelu") { F.leakyRelu($0, negativeSlope: 0.1) }
    t.unary("elu") { F.elu($0, alpha: 1.5) }
    t.unary("selu") { F.selu($0) }
    t.unary("celu") { F.celu($0, alpha: 0.7) }
    t.unary("gelu") { F.gelu($0) }
    t.unary("gelu tanh") { F.gelu($0, approximate: .tanh) }
    t.unary("silu") { F.silu($0) }
    t.unary("logsigmoid") { F.logsigmoid($0) }
    t.unary("softplus") { F.softplus($0) }
    t.unary("softplus beyond its threshold") { F.softplus($0, beta: 2, threshold: 1) }
    t.unary("dropout", [4, 5]) { F.dropout($0, p: 0.4, generator: Generator(seed: 3)) }
    t.unary("softmax") { F.softmax($0, dim: 1) }
    t.unary("softmax of dim 0", [3, 2, 2]) { F.softmax($0, dim: 0) }
    t.unary("logSoftmax") { F.logSoftmax($0, dim: -1) }
    t.unary("softmin") { F.softmin($0, dim: 0) }
    t.unary("gumbelSoftmax", [2, 3]) { F.gumbelSoftmax($0, tau: 0.7, generator: Generator(seed: 1)) }
    t.unary("softmax of a tensor") { $0.softmax(dim: 1) }
    t.unary("dropout1d", [2, 3, 2]) { F.dropout1d($0, p: 0.4, generator: Generator(seed: 2)).square() }
    t.unary("dropout3d", [2, 3, 2, 1, 2]) { F.dropout3d($0, p: 0.4, generator: Generator(seed: 2)).square() }
    t.unary("featureAlphaDropout", [2, 3, 2]) { F.featureAlphaDropout($0, p: 0.4, training: true, generator: Generator(seed: 2)).square() }
  }
}
