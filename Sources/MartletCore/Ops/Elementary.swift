import CMartletKernels

// Elementary functions, elementwise. Integers give the default dtype. Every derivative stands beside its op.

enum Elementary {
  static let abs: UnaryOp = UnaryOp("abs", MK_OP_abs, .same, uses: .x, keepsZero: true) { g, n in g * n.x.sgn() }
  static let sgn: UnaryOp = UnaryOp("sgn", MK_OP_sign, .same, keepsZero: true) { g, _ in Tensor.zerosLike(g) }
  static let exp: UnaryOp = UnaryOp("exp", MK_OP_exp, uses: .out) { g, n in g * n.out }
  static let exp2: UnaryOp = UnaryOp("exp2", MK_OP_exp2, uses: .out) { g, n in g * n.out * 0.6931471805599453 }
  static let expm1: UnaryOp = UnaryOp("expm1", MK_OP_expm1, uses: .out, keepsZero: true) { g, n in g * (n.out + 1) }
  static let log: UnaryOp = UnaryOp("log", MK_OP_log, uses: .x) { g, n in g / n.x }
  static let log2: UnaryOp = UnaryOp("log2", MK_OP_log2, uses: .x) { g, n in g / (n.x * 0.6931471805599453) }
  static let log10: UnaryOp = UnaryOp("log10", MK_OP_log10, uses: .x) { g, n in g / (n.x * 2.302585092994046) }
  static let log1p: UnaryOp = UnaryOp("log1p", MK_OP_log1p, uses: .x, keepsZero: true) { g, n in g / (n.x + 1) }
  static let sqrt: UnaryOp = UnaryOp("sqrt", MK_OP_sqrt, uses: .out, keepsZero: true) { g, n in g / (n.out * 2) }
  static let rsqrt: UnaryOp = UnaryOp("rsqrt", MK_OP_rsqrt, uses: .out) { g, n in g * n.out.pow(3) * -0.5 }
  static let square: UnaryOp = UnaryOp("square", MK_OP_square, .same, uses: .x, keepsZero: true) { g, n in g * (n.x * 2) }
  static let reciprocal: UnaryOp = UnaryOp("reciprocal", MK_OP_reciprocal, uses: .out) { g, n in -g * (n.out * n.out) }
  static let sin: UnaryOp = UnaryOp("sin", MK_OP_sin, uses: .x, keepsZero: true) { g, n in g * n.x.cos() }
  static let cos: UnaryOp = UnaryOp("cos", MK_OP_cos, uses: .x) { g, n in -g * n.x.sin() }
  static let tan: UnaryOp = UnaryOp("tan", MK_OP_tan, uses: .out, keepsZero: true) { g, n in g * (n.out * n.out + 1) }
  static let asin: UnaryOp = UnaryOp("asin", MK_OP_asin, uses: .x) { g, n in g * (1 - n.x * n.x).rsqrt() }
  static let acos: UnaryOp = UnaryOp("acos", MK_OP_acos, uses: .x) { g, n in -g * (1 - n.x * n.x).rsqrt() }
  static let atan: UnaryOp = UnaryOp("atan", MK_OP_atan, uses: .x) { g, n in g / (n.x * n.x + 1) }
  static let sinh: UnaryOp = UnaryOp("sinh", MK_OP_sinh, uses: .x) { g, n in g * n.x.cosh() }
  static let cosh: UnaryOp = UnaryOp("cosh", MK_OP_cosh, uses: .x) { g, n in g * n.x.sinh() }
  static let tanh: UnaryOp = UnaryOp("tanh", MK_OP_tanh, uses: .out, keepsZero: true) { g, n in
    apply(tanhBackward, n.out, g)
  }
  static let tanhBackward: BinaryOp = BinaryOp(
    "tanh_backward", MK_OP_tanh_backward, dxUses: [.x, .y], dx: { g, n in g * n.y * n.x * -2 },
    dyUses: .x, dy: { g, n in g * (1 - n.x * n.x) })
  static let sigmoid: UnaryOp = UnaryOp("sigmoid", MK_OP_sigmoid, uses: .out) { g, n in apply(sigmoidBackward, n.out, g) }
  static let sigmoidBackward: BinaryOp = BinaryOp(
    "sigmoid_backward", MK_OP_sigmoid_backward, dxUses: [.x, .y], dx: { g, n in g * n.y * (1 - n.x * 2) },
    dyUses: .x, dy: { g, n in g * (n.x * (1 - n.x)) })
  static let asinh: UnaryOp = UnaryOp("asinh", MK_OP_asinh, uses: .x) { g, n in g * (n.x * n.x + 1).rsqrt() }
  static let acosh: UnaryOp = UnaryOp("acosh", MK_OP_acosh, uses: .x) { g, n in g * (n.x * n.x - 1).rsqrt() }
  static let atanh: UnaryOp = UnaryOp("atanh", MK_OP_atanh, uses: .x) { g, n in g / (1 - n.x * n.x) }
  static let pow: BinaryOp = BinaryOp(
    "pow", MK_OP_pow, dxUses: [.x, .y], dx: { g, n in powerGradient(g, n.x, n.y) },
    dyUses: [.x, .y, .out],
    dy: { g, n in
      // d x^y / dy = x^y log x; 0 where x is 0 and y is not negative.
      let (x, y, out) = (n.x, n.y, n.out)
      let quiet = (x .== 0) .& (y .>= 0)
      return g * Tensor.where(quiet, Tensor.zerosLike(out), out * x.log())
    })
  static let maximum: BinaryOp = BinaryOp(
    "maximum", MK_OP_maximum, dxUses: [.x, .y], dx: { g, n in splitGradient(g, loses: n.x .< n.y, n.x, n.y) },
    dyUses: [.x, .y], dy: { g, n in splitGradient(g, loses: n.y .< n.x, n.x, n.y) })
  static let minimum: BinaryOp = BinaryOp(
    "minimum", MK_OP_minimum, dxUses: [.x, .y], dx: { g, n in splitGradient(g, loses: n.x .> n.y, n.x, n.y) },
    dyUses: [.x, .y], dy: { g, n in splitGradient(g, loses: n.y .> n.x, n.x, n.y) })

  /// y x^(y−1), and 0 where y is 0.
  static func powerGradient(_ g: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
    Tensor.where(y .== 0, Tensor.zerosLike(g), g * (y * x.pow(y - 1)))
  }

  /// The whole gradient to the winner, half to each of two equals.
  static func splitGradient(_ g: Tensor, loses: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
    Tensor.where(x .== y, g * 0.5, Tensor.where(loses, 0, g))
  }
}

extension Tensor {
  /// |x|.
  public func abs() -> Tensor { dtype == .bool ? self : apply(Elementary.abs, self) }
  /// −1, 0 or 1.
  public func sign() -> Tensor { apply(Elementary.sgn, self) }
  /// −1, 0 or 1.
  public func sgn() -> Tensor { apply(Elementary.sgn, self) }
  /// eˣ.
  public func exp() -> Tensor { apply(Elementary.exp, self) }
  /// 2ˣ.
  public func exp2() -> Tensor { apply(Elementary.exp2, self) }
  /// eˣ − 1, exact near 0.
  public func expm1() -> Tensor { apply(Elementary.expm1, self) }
  /// The natural logarithm.
  public func log() -> Tensor { apply(Elementary.log, self) }
  public func log2() -> Tensor { apply(Elementary.log2, self) }
  public func log10() -> Tensor { apply(Elementary.log10, self) }
  /// log(1 + x), exact near 0.
  public func log1p() -> Tensor { apply(Elementary.log1p, self) }
  public func sqrt() -> Tensor { apply(Elementary.sqrt, self) }
  /// 1 / √x.
  public func rsqrt() -> Tensor { apply(Elementary.rsqrt, self) }
  /// x².
  public func square() -> Tensor { dtype == .bool ? to(.int64) : apply(Elementary.square, self) }
  /// 1 / x.
  public func reciprocal() -> Tensor { apply(Elementary.reciprocal, self) }
  public func sin() -> Tensor { apply(Elementary.sin, self) }
  public func cos() -> Tensor { apply(Elementary.cos, self) }
  public func tan() -> Tensor { apply(Elementary.tan, self) }
  public func asin() -> Tensor { apply(Elementary.asin, self) }
  public func acos() -> Tensor { apply(Elementary.acos, self) }
  public func atan() -> Tensor { apply(Elementary.atan, self) }
  public func sinh() -> Tensor { apply(Elementary.sinh, self) }
  public func cosh() -> Tensor { apply(Elementary.cosh, self) }
  public func tanh() -> Tensor { apply(Elementary.tanh, self) }
  public func asinh() -> Tensor { apply(Elementary.asinh, self) }
  public func acosh() -> Tensor { apply(Elementary.acosh, self) }
  public func atanh() -> Tensor { apply(Elementary.atanh, self) }
  /// 1 / (1 + e⁻ˣ).
  public func sigmoid() -> Tensor { apply(Elementary.sigmoid, self) }
  /// The real part: the tensor itself, as there are no complex dtypes.
  public func real() -> Tensor { self }
  /// The complex conjugate: the tensor itself, as there are no complex dtypes.
  public func conj() -> Tensor { self }
  /// The angle of a number in the complex plane: π where x < 0, else 0; NaN stays NaN.
  public func angle() -> Tensor {
    let x = dtype.isFloatingPoint ? self : to(defaultDType())
    return Tensor.where(x.isnan(), x, Tensor.where(x .< 0, Tensor.fullLike(x, Double.pi), Tensor.zerosLike(x)))
  }
  /// Degrees to radians.
  public func deg2rad() -> Tensor { self * Tensor.radiansPerDegree }
  /// Radians to degrees.
  public func rad2deg() -> Tensor { self * (1 / Tensor.radiansPerDegree) }
  static let radiansPerDegree: Double = .pi / 180

  /// xʸ, elementwise. Integers to a negative integer power are refused, as PyTorch does for numbers.
  public func pow(_ y: Tensor) -> Tensor { apply(Elementary.pow, self, y) }
  public func pow(_ n: some TensorNumber) -> Tensor {
    let s = n.scalar
    if !dtype.isFloatingPoint && !s.isFloatingPoint {
      require(s.int >= 0, "pow", "integers to negative integer powers are not integers, got exponent \(s.int)")
    }
    if dtype.isFloatingPoint && tracks(self) { return powNumber(s.double) }
    if s.double == 2 && !(s.isFloatingPoint && !dtype.isFloatingPoint) && dtype != .bool { return square() }
    return apply(Elementary.pow, self, s)
  }

  /// A power with a fixed exponent: its derivative needs no logarithm and no tensor of exponents.
  private func powNumber(_ p: Double) -> Tensor {
    let y = noGrad { p == 2 ? square() : apply(Elementary.pow, self, .double(p)) }
    let x = Saved(self)
    return y.record("pow", self, saving: [x]) { g in
      p == 0 ? Tensor.zerosLike(g) : g * (x().pow(p - 1) * p)
    }
  }

  /// The larger of the two, elementwise; NaN wins.
  public func maximum(_ y: Tensor) -> Tensor { apply(Elementary.maximum, self, y) }
  /// The smaller of the two, elementwise; NaN wins.
  public func minimum(_ y: Tensor) -> Tensor { apply(Elementary.minimum, self, y) }

  /// `a` where `mask` is true, else `b`; all three broadcast.
  public static func `where`(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    require(mask.dtype == .bool, "where", "the condition must be bool, got \(mask.dtype)")
    let type = resultType(a, b)
    let dims = broadcast("where", a, b)
    guard let shape = broadcastShape(mask.dims, dims) else {
      fail("where", "a condition of shape \(mask.dims) does not broadcast with \(dims)")
    }
    let y = Tensor(empty: shape, type, a.device)
    if y.numel > 0 {
      a.backend.pointwise(MK_OP_where, type.compute, y, .tensor(mask), .tensor(a), .tensor(b), .zero)
    }
    if !type.isFloatingPoint || !tracks(a, b) { return y }
    let (da, db) = ((a.dims, a.dtype), (b.dims, b.dtype))
    return y.record("where", [a, b]) { g, n in
      let zero = Tensor(wrapping: .int(0), g.device)
      return [
        n.needs(0) ? Tensor.where(mask, g, zero).reduced(to: da.0, da.1) : nil,
        n.needs(1) ? Tensor.where(mask, zero, g).reduced(to: db.0, db.1) : nil,
      ]
    }
  }
  public static func `where`(_ mask: Tensor, _ a: Tensor, _ b: some TensorNumber) -> Tensor {
    self.where(mask, a, Tensor(wrapping: b.scalar, a.device))
  }
  public static func `where`(_ mask: Tensor, _ a: some TensorNumber, _ b: Tensor) -> Tensor {
    self.where(mask, Tensor(wrapping: a.scalar, b.device), b)
  }
  public static func `where`(_ mask: Tensor, _ a: some TensorNumber, _ b: some TensorNumber) -> Tensor {
    self.where(mask, Tensor(wrapping: a.scalar, mask.device), Tensor(wrapping: b.scalar, mask.device))
  }
}

// The names that Swift uses for numbers work for tensors too.
public func exp(_ x: Tensor) -> Tensor { x.exp() }
public func log(_ x: Tensor) -> Tensor { x.log() }
public func sqrt(_ x: Tensor) -> Tensor { x.sqrt() }
public func sin(_ x: Tensor) -> Tensor { x.sin() }
public func cos(_ x: Tensor) -> Tensor { x.cos() }
public func tanh(_ x: Tensor) -> Tensor { x.tanh() }
public func abs(_ x: Tensor) -> Tensor { x.abs() }
public func pow(_ x: Tensor, _ y: Tensor) -> Tensor { x.pow(y) }
public func pow(_ x: Tensor, _ n: some TensorNumber) -> Tensor { x.pow(n) }
public func pow(_ n: some TensorNumber, _ x: Tensor) -> Tensor { apply(Elementary.pow, n.scalar, x) }
public func max(_ x: Tensor, _ y: Tensor) -> Tensor { x.maximum(y) }
public func min(_ x: Tensor, _ y: Tensor) -> Tensor { x.minimum(y) }
