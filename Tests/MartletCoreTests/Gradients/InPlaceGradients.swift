import Martlet
import MartletTestSupport
import Testing

/// In place on a copy: the copy's history must become that of the op. On a part of a copy: also the rest must keep its own.
@Suite struct InPlaceGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = arithmetic + elementary + special + several + activations + rearranged + parts

  static let arithmetic = GradientTable.build { t in
    t.binary("add_") { $0.clone().add_($1) }
    t.binary("add_ alpha") { $0.clone().add_($1, alpha: 2.5) }
    t.unary("add_ number") { $0.clone().add_(2).square() }
    t.binary("sub_") { $0.clone().sub_($1) }
    t.binary("mul_") { $0.clone().mul_($1) }
    t.binary("div_", in: 0.5...2) { $0.clone().div_($1) }
    t.binary("div_ floor", in: 0.6...2) { $0.clone().div_($1, roundingMode: .floor) + $0 }
    t.binary("floorDivide_", in: 0.6...2) { $0.clone().floorDivide_($1) + $0 * $1 }
    t.binary("remainder_", in: 0.6...2) { ($0 * 5).remainder_($1).square() }
    t.binary("fmod_", in: 0.6...2) { ($0 * 5).fmod_($1).square() }
    t.unary("neg_") { $0.clone().neg_().square() }
    t.unary("pow_ number", in: 0.5...2) { $0.clone().pow_(2.5) }
    t.binary("pow_", in: 0.5...2) { $0.clone().pow_($1) }
    t.binary("floatPower_", in: 0.5...2) { $0.clone().floatPower_($1) }
    t.binary("copy_") { $0.clone().copy_($1) + $0 }
    t.unary("fill_") { $0.clone().fill_(3) * $0 }
    t.unary("zero_") { $0.clone().zero_() + $0 }
    t.unary("uniform_") { $0.clone().uniform_(generator: Generator(seed: 1)) * $0 }
    t.unary("normal_") { $0.clone().normal_(generator: Generator(seed: 1)) * $0 }
    t.unary("bernoulli_") { $0.clone().bernoulli_(generator: Generator(seed: 1)) * $0 }
    t.unary("exponential_") { $0.clone().exponential_(generator: Generator(seed: 1)) * $0 }
  }

  static let elementary = GradientTable.build { t in
    t.unary("abs_") { $0.clone().abs_().square() }
    t.unary("sign_") { $0.clone().sign_() * $0 }
    t.unary("sgn_") { $0.clone().sgn_() * $0 }
    t.unary("exp_") { $0.clone().exp_() }
    t.unary("exp2_") { $0.clone().exp2_() }
    t.unary("expm1_") { $0.clone().expm1_() }
    t.unary("log_", in: 0.3...3) { $0.clone().log_() }
    t.unary("log2_", in: 0.3...3) { $0.clone().log2_() }
    t.unary("log10_", in: 0.3...3) { $0.clone().log10_() }
    t.unary("log1p_", in: -0.5...3) { $0.clone().log1p_() }
    t.unary("sqrt_", in: 0.3...3) { $0.clone().sqrt_() }
    t.unary("rsqrt_", in: 0.5...2) { $0.clone().rsqrt_() }
    t.unary("square_") { $0.clone().square_() }
    t.unary("reciprocal_", in: 0.5...2) { $0.clone().reciprocal_() }
    t.unary("sin_") { $0.clone().sin_() }
    t.unary("cos_") { $0.clone().cos_() }
    t.unary("tan_", in: -1...1) { $0.clone().tan_() }
    t.unary("asin_", in: -0.8...0.8) { $0.clone().asin_() }
    t.unary("acos_", in: -0.8...0.8) { $0.clone().acos_() }
    t.unary("atan_") { $0.clone().atan_() }
    t.unary("sinh_") { $0.clone().sinh_() }
    t.unary("cosh_") { $0.clone().cosh_() }
    t.unary("tanh_") { $0.clone().tanh_() }
    t.unary("asinh_") { $0.clone().asinh_() }
    t.unary("acosh_", in: 1.3...3) { $0.clone().acosh_() }
    t.unary("atanh_", in: -0.8...0.8) { $0.clone().atanh_() }
    t.unary("sigmoid_") { $0.clone().sigmoid_() }
    t.unary("deg2rad_") { $0.clone().deg2rad_().square() }
    t.unary("rad2deg_") { $0.clone().rad2deg_().sin() }
    t.unary("floor_") { $0.clone().floor_() * $0 }
    t.unary("ceil_") { $0.clone().ceil_() * $0 }
    t.unary("trunc_") { $0.clone().trunc_() * $0 }
    t.unary("round_") { $0.clone().round_() * $0 }
    t.unary("frac_") { $0.clone().frac_().square() }
  }

  static let special = GradientTable.build { t in
    t.unary("erf_") { $0.clone().erf_() }
    t.unary("erfc_") { $0.clone().erfc_() }
    t.unary("erfinv_", in: -0.8...0.8) { $0.clone().erfinv_() }
    t.unary("lgamma_", in: 0.5...4) { $0.clone().lgamma_() }
    t.unary("digamma_", in: 0.5...4) { $0.clone().digamma_() }
    t.unary("polygamma_", in: 0.7...4) { $0.clone().polygamma_(1) }
    t.unary("mvlgamma_", in: 2...4) { $0.clone().mvlgamma_(p: 2) }
    t.unary("sinc_") { $0.clone().sinc_() }
    t.unary("i0_") { $0.clone().i0_() }
    t.unary("logit_", in: 0.1...0.9) { $0.clone().logit_() }
    t.binary("xlogy_", in: 0.3...2) { $0.clone().xlogy_($1) }
    t.unary("igamma_", in: 0.5...3) { Tensor.full([2, 3], 1.7, dtype: .float64).igamma_($0) }
    t.unary("igammac_", in: 0.5...3) { Tensor.full([2, 3], 1.7, dtype: .float64).igammac_($0) }
  }

  static let several = GradientTable.build { t in
    t.binary("atan2_") { $0.clone().atan2_($1) }
    t.binary("hypot_", in: 0.5...2) { $0.clone().hypot_($1) }
    t.binary("copysign_") { $0.clone().copysign_($1).square() }
    t.binary("ldexp_") { $0.clone().ldexp_($1) }
    t.ternary("addcmul_", [2, 3], [2, 1], [3]) { $0.clone().addcmul_($1, $2) }
    t.ternary("addcdiv_", [2, 3], [2, 1], [3], in: 0.5...2) { $0.clone().addcdiv_($1, $2, value: 0.5) }
    t.ternary("lerp_", [2, 3], [3], [2, 1]) { $0.clone().lerp_($1, $2) }
    t.unary("clamp_") { $0.clone().clamp_(min: -0.8, max: 0.9).square() }
    t.binary("clamp_ by a tensor") { $0.clone().clamp_(min: $1).square() }
    t.binary("clampMin_") { $0.clone().clampMin_($1).square() }
    t.binary("clampMax_") { $0.clone().clampMax_($1).square() }
    t.unary("nanToNum_") { $0.clone().nanToNum_().square() }
    t.ternary("addmm_", [2, 2], [2, 3], [3, 2]) { $0.clone().addmm_($1, $2, beta: 0.5, alpha: 2) }
    t.ternary("addmv_", [2], [2, 3], [3]) { $0.clone().addmv_($1, $2, beta: 0.5) }
    t.ternary("addr_", [2, 3], [2], [3]) { $0.clone().addr_($1, $2, alpha: 2) }
    t.ternary("addbmm_", [2, 2], [2, 2, 3], [2, 3, 2]) { $0.clone().addbmm_($1, $2) }
    t.ternary("baddbmm_", [2, 2, 2], [2, 2, 3], [2, 3, 2]) { $0.clone().baddbmm_($1, $2, beta: 2) }
    t.unary("cumsum_", [2, 4]) { $0.clone().cumsum_(dim: 1).square() }
    t.unary("cumprod_", [2, 3]) { $0.clone().cumprod_(dim: 1) }
    t.unary("renorm_", [3, 4]) { $0.clone().renorm_(p: 2, dim: 0, maxNorm: 1.5) }
  }

  static let activations = GradientTable.build { t in
    t.unary("relu_") { $0.clone().relu_().square() }
    t.unary("relu in place") { F.relu($0.clone(), inplace: true).square() }
    t.unary("leakyRelu in place") { F.leakyRelu($0.clone(), inplace: true).square() }
    t.unary("elu in place") { F.elu($0.clone(), inplace: true) }
    t.unary("selu in place") { F.selu($0.clone(), inplace: true) }
    t.unary("celu in place") { F.celu($0.clone(), alpha: 0.7, inplace: true) }
    t.unary("silu in place") { F.silu($0.clone(), inplace: true) }
    t.unary("mish in place") { F.mish($0.clone(), inplace: true) }
    t.unary("hardtanh in place") { F.hardtanh($0.clone(), inplace: true).square() }
    t.unary("relu6 in place", in: -8...8) { F.relu6($0.clone(), inplace: true).square() }
    t.unary("hardsigmoid in place", in: -5...5) { F.hardsigmoid($0.clone(), inplace: true).square() }
    t.unary("hardswish in place", in: -5...5) { F.hardswish($0.clone(), inplace: true) }
    t.unary("threshold in place") { F.threshold($0.clone(), threshold: 0.3, value: 2, inplace: true).square() }
    t.unary("rrelu in place") { F.rrelu($0.clone(), inplace: true).square() }
    t.unary("rrelu in place, in training") {
      F.rrelu($0.clone(), training: true, inplace: true, generator: Generator(seed: 1)).square()
    }
  }

  static let rearranged = GradientTable.build { t in
    t.unary("tril_", [3, 4]) { $0.clone().tril_(1).square() }
    t.unary("triu_", [2, 3, 3]) { $0.clone().triu_().square() }
    t.unary("squeeze_", [2, 1, 3]) { $0.clone().squeeze_().square() }
    t.unary("unsqueeze_") { $0.clone().unsqueeze_(1).square() }
    t.unary("transpose_", [2, 3, 2]) { $0.clone().transpose_(0, 1).square() }
    t.unary("t_") { $0.clone().t_().square() }
    t.unary("asStrided_", [12]) { $0.clone().asStrided_([2, 3], [6, 2], storageOffset: 1).square() }
  }

  static let parts = GradientTable.build { t in
    t.unary("exp_ of a row", [3, 2]) { x in part(x) { $0[1].exp_() } }
    t.unary("sigmoid_ of a column", [3, 2]) { x in part(x) { $0.select(dim: 1, index: 0).sigmoid_() } }
    t.binary("mul_ of a diagonal", [3, 3], [3]) { x, y in part(x) { $0.diagonal().mul_(y) } }
    t.binary("copy_ to every second element", [6], [3]) { x, y in part(x) { $0[.step(0, nil, 2)].copy_(y) } }
    t.unary("zero_ of a corner", [3, 3]) { x in part(x) { $0[1..., ..<2].zero_() } }
    t.binary("addcmul_ of a transpose", [2, 3], [3, 1]) { x, y in part(x) { $0.t().addcmul_(y, y) } }
    t.unary("cumsum_ of a row", [2, 4]) { x in part(x) { $0[0].cumsum_(dim: 0) } }
    t.binary("indexAdd_ in a column", [4, 2], [3]) { x, y in
      part(x) { $0[.all, 1].indexAdd_(dim: 0, index: Tensor([2, 0, 2]), source: y) }
    }
    t.unary("what a view read before", [3, 2]) { x in
      let y = x.clone(), row = y[1]
      y.mul_(x)
      return row.square()
    }
  }

  /// A copy with a part of it changed; the cubes make the second derivative depend on all of it.
  private static func part(_ x: Tensor, _ change: (Tensor) -> Tensor) -> Tensor {
    let y = x * x
    _ = change(y)
    return y * x
  }
}
