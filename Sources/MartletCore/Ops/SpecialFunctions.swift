import CMartletKernels

// Special functions, elementwise: the error function's family, the gamma function's, Bessel functions, the normal distribution's. Integers
// give the default dtype. Every derivative stands beside its op.

enum SpecialOps {
  static let erf: UnaryOp = UnaryOp("erf", MK_OP_erf, uses: .x, keepsZero: true) { g, n in g * (gauss(n.x) * 1.1283791670955126) }
  static let erfc: UnaryOp = UnaryOp("erfc", MK_OP_erfc, uses: .x) { g, n in g * (gauss(n.x) * -1.1283791670955126) }
  static let erfinv: UnaryOp = UnaryOp("erfinv", MK_OP_erfinv, uses: .out, keepsZero: true) { g, n in
    g * ((n.out * n.out).exp() * 0.886226925452758)
  }
  static let erfcx: UnaryOp = UnaryOp("erfcx", MK_OP_erfcx, uses: [.x, .out]) { g, n in
    g * (n.x * n.out * 2 - 1.1283791670955126)
  }
  static let lgamma: UnaryOp = UnaryOp("lgamma", MK_OP_lgamma, uses: .x) { g, n in g * n.x.digamma() }
  static let digamma: UnaryOp = UnaryOp("digamma", MK_OP_digamma, uses: .x) { g, n in g * n.x.polygamma(1) }
  static let polygamma: UnaryOp = UnaryOp("polygamma", MK_OP_polygamma, uses: .x) { g, n in g * n.x.polygamma(Int(n.p[0]) + 1) }
  static let sinc: UnaryOp = UnaryOp("sinc", MK_OP_sinc, uses: .x) { g, n in
    let turn = n.x * Double.pi
    let slope = (turn * turn.cos() - turn.sin()) / (turn * n.x)
    return g * Tensor.where(n.x .== 0, 0, slope)
  }
  static let i0: UnaryOp = UnaryOp("i0", MK_OP_i0, uses: .x) { g, n in g * Special.i1(n.x) }
  static let i0e: UnaryOp = UnaryOp("special_i0e", MK_OP_i0e, uses: [.x, .out]) { g, n in
    g * (Special.i1e(n.x) - n.x.sgn() * n.out)
  }
  static let i1: UnaryOp = UnaryOp("special_i1", MK_OP_i1, uses: [.x, .out], keepsZero: true) { g, n in
    let isZero = n.x .== 0  // a 1 in its place, so that the second derivative there is not NaN
    return g * Tensor.where(isZero, 0.5, n.x.i0() - n.out / n.x.maskedFill(isZero, 1))
  }
  static let i1e: UnaryOp = UnaryOp("special_i1e", MK_OP_i1e, uses: [.x, .out], keepsZero: true) { g, n in
    let isZero = n.x .== 0
    let slope = Special.i0e(n.x) - n.out * (n.x.sgn() + n.x.maskedFill(isZero, 1).reciprocal())
    return g * Tensor.where(isZero, 0.5, slope)
  }
  static let ndtr: UnaryOp = UnaryOp("special_ndtr", MK_OP_ndtr, uses: .x) { g, n in
    g * ((n.x * n.x * -0.5).exp() * 0.3989422804014327)
  }
  static let ndtri: UnaryOp = UnaryOp("special_ndtri", MK_OP_ndtri, uses: .out) { g, n in
    g * ((n.out * n.out * 0.5).exp() * 2.5066282746310002)
  }
  static let logNdtr: UnaryOp = UnaryOp("special_log_ndtr", MK_OP_log_ndtr, uses: .x) { g, n in
    let tail = Special.erfcx(n.x * -0.7071067811865476)
    return g * (tail.reciprocal() * 0.7978845608028654)
  }
  static let entr: UnaryOp = UnaryOp("special_entr", MK_OP_entr, uses: .x, keepsZero: true) { g, n in g * (-n.x.log() - 1) }

  static let xlogy: BinaryOp = BinaryOp(
    "xlogy", MK_OP_xlogy, .floating, dxUses: [.x, .y],
    dx: { g, n in g * Tensor.where((n.x .== 0) .& (n.y .<= 0), 0, n.y.log()) }, dyUses: [.x, .y], dy: { g, n in g * n.x / n.y })
  static let xlog1py: BinaryOp = BinaryOp(
    "special_xlog1py", MK_OP_xlog1py, .floating, dxUses: [.x, .y],
    dx: { g, n in g * Tensor.where((n.x .== 0) .& (n.y .<= -1), 0, n.y.log1p()) },
    dyUses: [.x, .y], dy: { g, n in g * n.x / (n.y + 1) })
  // By their first operand these three have no derivative in closed form; backward() says so.
  static let zeta: BinaryOp = BinaryOp(
    "special_zeta", MK_OP_zeta, .floating, dyUses: [.x, .y], dy: { g, n in -g * n.x * Special.zeta(n.x + 1, n.y) })
  static let igamma: BinaryOp = BinaryOp("igamma", MK_OP_igamma, dyUses: [.x, .y], dy: { g, n in g * gammaDensity(n.x, n.y) })
  static let igammac: BinaryOp = BinaryOp("igammac", MK_OP_igammac, dyUses: [.x, .y], dy: { g, n in -g * gammaDensity(n.x, n.y) })

  /// e^(−x²).
  private static func gauss(_ x: Tensor) -> Tensor { (x * x * -1).exp() }

  /// x^(a−1) e^(−x) / Γ(a).
  private static func gammaDensity(_ a: Tensor, _ x: Tensor) -> Tensor { ((a - 1) * x.log() - x - a.lgamma()).exp() }
}

extension Tensor {
  /// The error function 2/√π ∫₀ˣ e^(−t²) dt.
  public func erf() -> Tensor { apply(SpecialOps.erf, self) }
  /// 1 − erf(x), exact where erf(x) is near 1.
  public func erfc() -> Tensor { apply(SpecialOps.erfc, self) }
  /// The inverse of the error function; ±∞ at ±1, NaN outside.
  public func erfinv() -> Tensor { apply(SpecialOps.erfinv, self) }
  /// log |Γ(x)|.
  public func lgamma() -> Tensor { apply(SpecialOps.lgamma, self) }
  /// The derivative of log Γ.
  public func digamma() -> Tensor { apply(SpecialOps.digamma, self) }
  /// The n-th derivative of `digamma`. Stops on a negative n.
  public func polygamma(_ n: Int) -> Tensor { polygamma(n, into: nil) }
  @discardableResult public func polygamma_(_ n: Int) -> Tensor { polygamma(n, into: self) }

  private func polygamma(_ n: Int, into target: Tensor?) -> Tensor {
    require(n >= 0, "polygamma", "the order must not be negative, got \(n)")
    return n == 0 ? apply(SpecialOps.digamma, self, into: target) : apply(SpecialOps.polygamma, self, [Double(n), 0, 0, 0], into: target)
  }

  /// The logarithm of the multivariate gamma function of dimension p: `p (p − 1) / 4 · log π + Σ log Γ(x − i / 2)`, i in 0 ..< p.
  public func mvlgamma(p: Int) -> Tensor {
    require(p >= 1, "mvlgamma", "p must be at least 1, got \(p)")
    let x = dtype.isFloatingPoint ? self : to(defaultDType())
    let shifts = Tensor.arange(p, dtype: x.dtype, device: device) * -0.5
    let constant: Double = Double(p * (p - 1)) / 4 * 1.1447298858494002
    return (x.unsqueeze(-1) + shifts).lgamma().sum(dim: -1) + constant
  }

  /// sin(πx) / (πx), and 1 at 0.
  public func sinc() -> Tensor { apply(SpecialOps.sinc, self) }
  /// The modified Bessel function of the first kind, order 0.
  public func i0() -> Tensor { apply(SpecialOps.i0, self) }

  /// `x log y`, and 0 where x is 0 unless y is NaN.
  public func xlogy(_ y: Tensor) -> Tensor { apply(SpecialOps.xlogy, self, y) }
  public func xlogy(_ n: some TensorNumber) -> Tensor { apply(SpecialOps.xlogy, self, n.scalar) }
  /// The regularised lower incomplete gamma function P(a, x) of `self` = a.
  public func igamma(_ x: Tensor) -> Tensor { apply(SpecialOps.igamma, self, x) }
  /// The regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x) of `self` = a.
  public func igammac(_ x: Tensor) -> Tensor { apply(SpecialOps.igammac, self, x) }

  /// log(x / (1 − x)), after x was clamped to eps … 1 − eps when eps is given; NaN outside 0…1.
  public func logit(eps: Double? = nil) -> Tensor {
    let x = dtype.isFloatingPoint ? self : to(defaultDType())
    // Not `clamp`, whose upper bound would win where eps > 0.5.
    if let eps { return Tensor.where(x .< eps, eps, Tensor.where(x .> 1 - eps, 1 - eps, x)).logit() }
    let y = noGrad { (x / (1 - x)).log() }
    if !tracks(x) { return y }
    let saved = Saved(x)
    return y.record("logit", x, saving: [saved]) { g in
      let x = saved()
      let inside = (x .>= 0) .& (x .<= 1)
      return Tensor.where(inside, g / (x * (1 - x)), Double.nan)
    }
  }
}

/// The functions of `torch.special` that are not methods of a tensor.
public enum Special {
  /// −x log x, 0 at 0 and −∞ below.
  public static func entr(_ x: Tensor) -> Tensor { apply(SpecialOps.entr, x) }
  /// e^(x²) erfc(x), which does not underflow.
  public static func erfcx(_ x: Tensor) -> Tensor { apply(SpecialOps.erfcx, x) }
  /// e^(−|x|) I₀(x).
  public static func i0e(_ x: Tensor) -> Tensor { apply(SpecialOps.i0e, x) }
  /// The modified Bessel function of the first kind, order 1.
  public static func i1(_ x: Tensor) -> Tensor { apply(SpecialOps.i1, x) }
  /// e^(−|x|) I₁(x).
  public static func i1e(_ x: Tensor) -> Tensor { apply(SpecialOps.i1e, x) }
  /// The distribution function of the standard normal.
  public static func ndtr(_ x: Tensor) -> Tensor { apply(SpecialOps.ndtr, x) }
  /// The inverse of `ndtr`: the quantiles of the standard normal.
  public static func ndtri(_ x: Tensor) -> Tensor { apply(SpecialOps.ndtri, x) }
  /// log `ndtr(x)`, exact far in the lower tail.
  public static func logNdtr(_ x: Tensor) -> Tensor { apply(SpecialOps.logNdtr, x) }
  /// `x log(1 + y)`, and 0 where x is 0 unless y is NaN.
  public static func xlog1py(_ x: Tensor, _ y: Tensor) -> Tensor { apply(SpecialOps.xlog1py, x, y) }
  public static func xlog1py(_ x: Tensor, _ n: some TensorNumber) -> Tensor { apply(SpecialOps.xlog1py, x, n.scalar) }
  public static func xlog1py(_ n: some TensorNumber, _ y: Tensor) -> Tensor { apply(SpecialOps.xlog1py, n.scalar, y) }
  /// The Hurwitz zeta function Σ (k + q)^(−x).
  public static func zeta(_ x: Tensor, _ q: Tensor) -> Tensor { apply(SpecialOps.zeta, x, q) }
  public static func zeta(_ x: Tensor, _ n: some TensorNumber) -> Tensor { apply(SpecialOps.zeta, x, n.scalar) }
  public static func zeta(_ n: some TensorNumber, _ q: Tensor) -> Tensor { apply(SpecialOps.zeta, n.scalar, q) }
}
