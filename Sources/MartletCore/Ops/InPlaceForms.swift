import CMartletKernels

// In-place forms that stand beside no op of their own: `x.sin_()` overwrites x with `x.sin()` and returns x. They stop when the result's
// shape or dtype does not fit x, and when x is a leaf that requires a gradient.

extension Tensor {
  /// Overwrites the elements with what `f` makes of them: the in-place form of a composite op.
  func rewrite(_ op: String, _ f: (Tensor) -> Tensor) -> Tensor {
    let tracked = tracks(self)
    checkInPlace(op, tracked: tracked)
    let y = f(tracked ? clone() : self)  // what f saves for its derivative must outlive the old value
    require(y.dims == dims, op, "the result has shape \(y.dims), which does not fit the \(dims) tensor that it is to be written into")
    require(canCast(y.dtype, to: dtype), op, "the result has dtype \(y.dtype), which cannot be stored in a \(dtype) tensor")
    return copy_(y)
  }

  // Elementary functions
  @discardableResult public func abs_() -> Tensor { apply(Elementary.abs, self, into: self) }
  @discardableResult public func sign_() -> Tensor { apply(Elementary.sgn, self, into: self) }
  @discardableResult public func sgn_() -> Tensor { apply(Elementary.sgn, self, into: self) }
  @discardableResult public func exp_() -> Tensor { apply(Elementary.exp, self, into: self) }
  @discardableResult public func exp2_() -> Tensor { apply(Elementary.exp2, self, into: self) }
  @discardableResult public func expm1_() -> Tensor { apply(Elementary.expm1, self, into: self) }
  @discardableResult public func log_() -> Tensor { apply(Elementary.log, self, into: self) }
  @discardableResult public func log2_() -> Tensor { apply(Elementary.log2, self, into: self) }
  @discardableResult public func log10_() -> Tensor { apply(Elementary.log10, self, into: self) }
  @discardableResult public func log1p_() -> Tensor { apply(Elementary.log1p, self, into: self) }
  @discardableResult public func sqrt_() -> Tensor { apply(Elementary.sqrt, self, into: self) }
  @discardableResult public func rsqrt_() -> Tensor { apply(Elementary.rsqrt, self, into: self) }
  @discardableResult public func square_() -> Tensor { dtype == .bool ? rewrite("square_") { $0.square() } : apply(Elementary.square, self, into: self) }
  @discardableResult public func reciprocal_() -> Tensor { apply(Elementary.reciprocal, self, into: self) }
  @discardableResult public func sin_() -> Tensor { apply(Elementary.sin, self, into: self) }
  @discardableResult public func cos_() -> Tensor { apply(Elementary.cos, self, into: self) }
  @discardableResult public func tan_() -> Tensor { apply(Elementary.tan, self, into: self) }
  @discardableResult public func asin_() -> Tensor { apply(Elementary.asin, self, into: self) }
  @discardableResult public func acos_() -> Tensor { apply(Elementary.acos, self, into: self) }
  @discardableResult public func atan_() -> Tensor { apply(Elementary.atan, self, into: self) }
  @discardableResult public func sinh_() -> Tensor { apply(Elementary.sinh, self, into: self) }
  @discardableResult public func cosh_() -> Tensor { apply(Elementary.cosh, self, into: self) }
  @discardableResult public func tanh_() -> Tensor { apply(Elementary.tanh, self, into: self) }
  @discardableResult public func asinh_() -> Tensor { apply(Elementary.asinh, self, into: self) }
  @discardableResult public func acosh_() -> Tensor { apply(Elementary.acosh, self, into: self) }
  @discardableResult public func atanh_() -> Tensor { apply(Elementary.atanh, self, into: self) }
  @discardableResult public func sigmoid_() -> Tensor { apply(Elementary.sigmoid, self, into: self) }
  @discardableResult public func deg2rad_() -> Tensor { mul_(Tensor.radiansPerDegree) }
  @discardableResult public func rad2deg_() -> Tensor { mul_(1 / Tensor.radiansPerDegree) }
  @discardableResult public func pow_(_ y: Tensor) -> Tensor { apply(Elementary.pow, self, y, into: self) }
  @discardableResult public func pow_(_ n: some TensorNumber) -> Tensor { rewrite("pow_") { $0.pow(n) } }
  @discardableResult public func floatPower_(_ y: Tensor) -> Tensor { rewrite("float_power_") { $0.floatPower(y) } }
  @discardableResult public func floatPower_(_ n: some TensorNumber) -> Tensor { rewrite("float_power_") { $0.floatPower(n) } }

  // Special functions
  @discardableResult public func erf_() -> Tensor { apply(SpecialOps.erf, self, into: self) }
  @discardableResult public func erfc_() -> Tensor { apply(SpecialOps.erfc, self, into: self) }
  @discardableResult public func erfinv_() -> Tensor { apply(SpecialOps.erfinv, self, into: self) }
  @discardableResult public func lgamma_() -> Tensor { apply(SpecialOps.lgamma, self, into: self) }
  @discardableResult public func digamma_() -> Tensor { apply(SpecialOps.digamma, self, into: self) }
  @discardableResult public func mvlgamma_(p: Int) -> Tensor { rewrite("mvlgamma_") { $0.mvlgamma(p: p) } }
  @discardableResult public func sinc_() -> Tensor { apply(SpecialOps.sinc, self, into: self) }
  @discardableResult public func i0_() -> Tensor { apply(SpecialOps.i0, self, into: self) }
  @discardableResult public func logit_(eps: Double? = nil) -> Tensor { rewrite("logit_") { $0.logit(eps: eps) } }
  @discardableResult public func xlogy_(_ y: Tensor) -> Tensor { apply(SpecialOps.xlogy, self, y, into: self) }
  @discardableResult public func xlogy_(_ n: some TensorNumber) -> Tensor { apply(SpecialOps.xlogy, self, n.scalar, into: self) }
  @discardableResult public func igamma_(_ x: Tensor) -> Tensor { apply(SpecialOps.igamma, self, x, into: self) }
  @discardableResult public func igammac_(_ x: Tensor) -> Tensor { apply(SpecialOps.igammac, self, x, into: self) }

  // Functions of two tensors
  @discardableResult public func atan2_(_ x: Tensor) -> Tensor { apply(BinaryFunctions.atan2, self, x, into: self) }
  @discardableResult public func hypot_(_ y: Tensor) -> Tensor { apply(BinaryFunctions.hypot, self, y, into: self) }
  @discardableResult public func copysign_(_ y: Tensor) -> Tensor { apply(BinaryFunctions.copysign, self, y, into: self) }
  @discardableResult public func copysign_(_ n: some TensorNumber) -> Tensor { apply(BinaryFunctions.copysign, self, n.scalar, into: self) }
  @discardableResult public func heaviside_(_ values: Tensor) -> Tensor { rewrite("heaviside_") { $0.heaviside(values) } }
  @discardableResult public func gcd_(_ y: Tensor) -> Tensor { apply(BinaryFunctions.gcd, self, y, into: self) }
  @discardableResult public func lcm_(_ y: Tensor) -> Tensor { apply(BinaryFunctions.lcm, self, y, into: self) }
  @discardableResult public func ldexp_(_ y: Tensor) -> Tensor { rewrite("ldexp_") { $0.ldexp(y) } }

  // Comparisons and logic: the answer is written as 0 or 1
  @discardableResult public func eq_(_ y: Tensor) -> Tensor { rewrite("eq_") { $0 .== y } }
  @discardableResult public func ne_(_ y: Tensor) -> Tensor { rewrite("ne_") { $0 .!= y } }
  @discardableResult public func lt_(_ y: Tensor) -> Tensor { rewrite("lt_") { $0 .< y } }
  @discardableResult public func le_(_ y: Tensor) -> Tensor { rewrite("le_") { $0 .<= y } }
  @discardableResult public func gt_(_ y: Tensor) -> Tensor { rewrite("gt_") { $0 .> y } }
  @discardableResult public func ge_(_ y: Tensor) -> Tensor { rewrite("ge_") { $0 .>= y } }
  @discardableResult public func eq_(_ n: some TensorNumber) -> Tensor { rewrite("eq_") { $0 .== n } }
  @discardableResult public func ne_(_ n: some TensorNumber) -> Tensor { rewrite("ne_") { $0 .!= n } }
  @discardableResult public func lt_(_ n: some TensorNumber) -> Tensor { rewrite("lt_") { $0 .< n } }
  @discardableResult public func le_(_ n: some TensorNumber) -> Tensor { rewrite("le_") { $0 .<= n } }
  @discardableResult public func gt_(_ n: some TensorNumber) -> Tensor { rewrite("gt_") { $0 .> n } }
  @discardableResult public func ge_(_ n: some TensorNumber) -> Tensor { rewrite("ge_") { $0 .>= n } }
  @discardableResult public func logicalAnd_(_ y: Tensor) -> Tensor { rewrite("logical_and_") { $0.logicalAnd(y) } }
  @discardableResult public func logicalOr_(_ y: Tensor) -> Tensor { rewrite("logical_or_") { $0.logicalOr(y) } }
  @discardableResult public func logicalXor_(_ y: Tensor) -> Tensor { rewrite("logical_xor_") { $0.logicalXor(y) } }
  @discardableResult public func logicalNot_() -> Tensor { rewrite("logical_not_") { $0.logicalNot() } }

  // Scans
  @discardableResult public func cumsum_(dim: Int, dtype: DType? = nil) -> Tensor { rewrite("cumsum_") { $0.cumsum(dim: dim, dtype: dtype ?? $0.dtype) } }
  @discardableResult public func cumprod_(dim: Int, dtype: DType? = nil) -> Tensor { rewrite("cumprod_") { $0.cumprod(dim: dim, dtype: dtype ?? $0.dtype) } }
}
