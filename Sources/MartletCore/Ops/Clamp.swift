import CMartletKernels

// Bounds: clamp with numbers and with tensors, and the replacement of what is not a number.

private enum Bound {
  // A bound that is absent is infinite, and lets ±∞ pass; one that is given takes the gradient of what it equals.
  static let clamp: UnaryOp = UnaryOp("clamp", MK_OP_clamp, .same, uses: .x) { g, n in
    let above = n.p[0] == -.infinity ? n.x .>= n.p[0] : n.x .> n.p[0]
    let below = n.p[1] == .infinity ? n.x .<= n.p[1] : n.x .< n.p[1]
    return Tensor.where(above .& below, g, 0)
  }
  static let nanToNum: UnaryOp = UnaryOp("nan_to_num", MK_OP_nan_to_num, .same, uses: .x) { g, n in
    Tensor.where(n.x.isfinite(), g, 0)
  }
}

extension Tensor {
  /// Elements below `min` become `min`, above `max` become `max`; at least one bound must be given.
  public func clamp(min low: (some TensorNumber)? = Optional<Double>.none, max high: (some TensorNumber)? = Optional<Double>.none) -> Tensor {
    clamp(low?.scalar, high?.scalar, into: nil)
  }
  @discardableResult
  public func clamp_(min low: (some TensorNumber)? = Optional<Double>.none, max high: (some TensorNumber)? = Optional<Double>.none) -> Tensor {
    clamp(low?.scalar, high?.scalar, into: self)
  }

  private func clamp(_ low: Scalar?, _ high: Scalar?, into target: Tensor?) -> Tensor {
    require(low != nil || high != nil, "clamp", "at least one of min and max must be given")
    var type = dtype
    for s in [low, high] { if let s { type = promoteTypes(type, resultType(self, s)) } }
    let x = type == dtype ? self : to(type)
    let p: Params = [low?.double ?? -.infinity, high?.double ?? .infinity, 0, 0]
    if type.isFloatingPoint { return apply(Bound.clamp, x, p, into: target) }
    // Integer bounds go through tensors: a parameter that is infinite has no integer value.
    var y = x
    if let low { y = y.maximum(Tensor(wrapping: low, device)) }
    if let high { y = y.minimum(Tensor(wrapping: high, device)) }
    return target?.copy_(y) ?? y
  }

  /// Clamp to bounds that broadcast; where `min` exceeds `max`, `max` wins. Equals share the gradient.
  public func clamp(min low: Tensor, max high: Tensor? = nil) -> Tensor { high.map { maximum(low).minimum($0) } ?? maximum(low) }
  public func clamp(max high: Tensor) -> Tensor { minimum(high) }
  @discardableResult
  public func clamp_(min low: Tensor, max high: Tensor? = nil) -> Tensor { high.map { clampMin_(low).clampMax_($0) } ?? clampMin_(low) }
  @discardableResult public func clamp_(max high: Tensor) -> Tensor { clampMax_(high) }

  /// `clamp` with one bound.
  public func clampMin(_ low: Tensor) -> Tensor { maximum(low) }
  public func clampMin(_ low: some TensorNumber) -> Tensor { clamp(min: low) }
  @discardableResult public func clampMin_(_ low: Tensor) -> Tensor { apply(Elementary.maximum, self, low, into: self) }
  @discardableResult public func clampMin_(_ low: some TensorNumber) -> Tensor { clamp_(min: low) }
  public func clampMax(_ high: Tensor) -> Tensor { minimum(high) }
  public func clampMax(_ high: some TensorNumber) -> Tensor { clamp(max: high) }
  @discardableResult public func clampMax_(_ high: Tensor) -> Tensor { apply(Elementary.minimum, self, high, into: self) }
  @discardableResult public func clampMax_(_ high: some TensorNumber) -> Tensor { clamp_(max: high) }

  /// NaN becomes `nan`, ∞ `posinf` and −∞ `neginf`, by default the largest and the lowest number of the dtype.
  public func nanToNum(nan: Double = 0, posinf: Double? = nil, neginf: Double? = nil) -> Tensor { nanToNum(nan, posinf, neginf, into: nil) }
  @discardableResult
  public func nanToNum_(nan: Double = 0, posinf: Double? = nil, neginf: Double? = nil) -> Tensor { nanToNum(nan, posinf, neginf, into: self) }

  private func nanToNum(_ nan: Double, _ posinf: Double?, _ neginf: Double?, into target: Tensor?) -> Tensor {
    if !dtype.isFloatingPoint { return target ?? clone() }
    let largest = dtype.largest
    return apply(Bound.nanToNum, self, [nan, posinf ?? largest, neginf ?? -largest, 0], into: target)
  }
}

extension DType {
  /// The largest finite number of a floating-point type.
  fileprivate var largest: Double {
    switch self {
    case .float16: 65504
    case .bfloat16: 0x1.FEp127
    case .float32: Double(Float.greatestFiniteMagnitude)
    default: Double.greatestFiniteMagnitude
    }
  }
}
