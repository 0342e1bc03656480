import CMartletKernels

// Rounding and the parts of a number. Integers stay as they are; the derivative of a step is 0.

enum Rounding {
  static let floor: UnaryOp = UnaryOp("floor", MK_OP_floor, .same, keepsZero: true) { g, _ in Tensor.zerosLike(g) }
  static let ceil: UnaryOp = UnaryOp("ceil", MK_OP_ceil, .same, keepsZero: true) { g, _ in Tensor.zerosLike(g) }
  static let round: UnaryOp = UnaryOp("round", MK_OP_round, .same, keepsZero: true) { g, _ in Tensor.zerosLike(g) }
  static let trunc: UnaryOp = UnaryOp("trunc", MK_OP_trunc, .same, keepsZero: true) { g, _ in Tensor.zerosLike(g) }
  static let frac: UnaryOp = UnaryOp("frac", MK_OP_frac, .same, keepsZero: true) { g, _ in g }
}

extension Tensor {
  public func floor() -> Tensor { rounded(Rounding.floor) }
  public func ceil() -> Tensor { rounded(Rounding.ceil) }
  public func trunc() -> Tensor { rounded(Rounding.trunc) }
  @discardableResult public func floor_() -> Tensor { rounded(Rounding.floor, into: self) }
  @discardableResult public func ceil_() -> Tensor { rounded(Rounding.ceil, into: self) }
  @discardableResult public func trunc_() -> Tensor { rounded(Rounding.trunc, into: self) }

  /// To the nearest multiple of 10^(−decimals), halves to the even one; decimals other than 0 are for floating-point tensors.
  public func round(decimals: Int = 0) -> Tensor {
    if decimals == 0 { return rounded(Rounding.round) }
    require(dtype.isFloatingPoint, "round", "decimals = \(decimals) needs a floating-point tensor, got \(dtype)")
    let x = to(dtype.compute), scale = (0..<Swift.abs(decimals)).reduce(1.0) { s, _ in s * 10 }
    let y = decimals > 0 ? (x * scale).round() / scale : (x / scale).round() * scale
    return y.to(dtype)
  }
  @discardableResult public func round_(decimals: Int = 0) -> Tensor {
    decimals == 0 ? rounded(Rounding.round, into: self) : rewrite("round_") { $0.round(decimals: decimals) }
  }

  private func rounded(_ op: UnaryOp, into target: Tensor? = nil) -> Tensor {
    dtype.isInteger ? target ?? clone() : apply(op, self, into: target)
  }

  /// What follows the decimal point, with the sign of x; floating-point only.
  public func frac() -> Tensor { apply(Rounding.frac, self) }
  @discardableResult public func frac_() -> Tensor { apply(Rounding.frac, self, into: self) }

  /// x = mantissa · 2^exponent with 0.5 ≤ |mantissa| < 1; 0, ±∞ and NaN keep the exponent 0. The exponent is int32.
  public func frexp() -> (mantissa: Tensor, exponent: Tensor) {
    require(dtype.isFloatingPoint, "frexp", "expected a floating-point tensor, got \(dtype)")
    let exponent = noGrad { detach().binaryExponent() }
    let mantissa = noGrad { to(.float64).scaledByPower(of: -exponent).to(dtype) }
    if tracks(self) { mantissa.record("frexp", self) { g in g.to(.float64).scaledByPower(of: -exponent).to(g.dtype) } }
    return (mantissa, exponent.to(.int32))
  }

  /// The exponent of `frexp` in float64: from a logarithm, which may be off by one next to a power of two, put right by a comparison.
  private func binaryExponent() -> Tensor {
    let x = to(.float64).abs()
    let lift = Tensor.where(x .< 1e-290, 128.0, 0.0).to(.float64)  // subnormal numbers have no logarithm in every kernel
    let lifted = x.scaledByPower(of: lift)
    let guess = lifted.log2().floor() + 1
    let m = lifted.scaledByPower(of: -guess)
    let exponent = guess + (m .>= 1).to(.float64) - (m .< 0.5).to(.float64) - lift
    return Tensor.where(x.isfinite() .& (x .!= 0), exponent, 0.0)
  }

  /// x · 2^e for float64, in two steps, as 2^e alone may be out of range.
  private func scaledByPower(of e: Tensor) -> Tensor {
    let half = (e / 2).floor()
    return self * half.exp2() * (e - half).exp2()
  }
}
