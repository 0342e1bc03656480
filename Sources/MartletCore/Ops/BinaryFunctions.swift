import CMartletKernels

// Functions of two broadcasting tensors besides the four operations. Every derivative stands beside its op.

enum BinaryFunctions {
  static let atan2: BinaryOp = BinaryOp(
    "atan2", MK_OP_atan2, .floating, dxUses: [.x, .y], dx: { g, n in g * overSquares(n.y, n.x, n.y) },
    dyUses: [.x, .y], dy: { g, n in -g * overSquares(n.x, n.x, n.y) })
  /// z / (x² + y²), and 0 at the origin, as PyTorch defines the gradient there.
  private static func overSquares(_ z: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
    let squares = x * x + y * y
    return Tensor.where(squares .== 0, 0, z / squares)
  }
  static let hypot: BinaryOp = BinaryOp(
    "hypot", MK_OP_hypot, dxUses: [.x, .out], dx: { g, n in g * (n.x / n.out) }, dyUses: [.y, .out], dy: { g, n in g * (n.y / n.out) })
  static let copysign: BinaryOp = BinaryOp(
    "copysign", MK_OP_copysign, .floating, dxUses: [.x, .out],
    dx: { g, n in g * Tensor.where(n.x .== 0, 0, n.out / n.x) }, dy: { g, _ in Tensor.zerosLike(g) })
  // A step to the neighbouring number moves by an amount that is constant between powers of two. Where no step is taken, nothing flows.
  static let nextafter: BinaryOp = BinaryOp(
    "nextafter", MK_OP_nextafter, dxUses: [.x, .y], dx: { g, n in Tensor.where(n.x .!= n.y, g, 0) },
    dy: { g, _ in Tensor.zerosLike(g) })
  static let gcd: BinaryOp = BinaryOp("gcd", MK_OP_gcd)
  static let lcm: BinaryOp = BinaryOp("lcm", MK_OP_lcm)
  static let fmax: BinaryOp = BinaryOp(
    "fmax", MK_OP_fmax, dxUses: [.x, .y],
    dx: { g, n in Elementary.splitGradient(g, loses: .!((n.x .>= n.y) .| n.y.isnan()), n.x, n.y) },
    dyUses: [.x, .y], dy: { g, n in Elementary.splitGradient(g, loses: (n.x .>= n.y) .| n.y.isnan(), n.x, n.y) })
  static let fmin: BinaryOp = BinaryOp(
    "fmin", MK_OP_fmin, dxUses: [.x, .y],
    dx: { g, n in Elementary.splitGradient(g, loses: .!((n.x .<= n.y) .| n.y.isnan()), n.x, n.y) },
    dyUses: [.x, .y], dy: { g, n in Elementary.splitGradient(g, loses: (n.x .<= n.y) .| n.y.isnan(), n.x, n.y) })
  static let logaddexp: BinaryOp = BinaryOp(
    "logaddexp", MK_OP_logaddexp, dxUses: [.x, .y], dx: { g, n in g * (n.x - n.y).sigmoid() },
    dyUses: [.x, .y], dy: { g, n in g * (n.y - n.x).sigmoid() })
  static let logaddexp2: BinaryOp = BinaryOp(
    "logaddexp2", MK_OP_logaddexp2, dxUses: [.x, .y], dx: { g, n in g * ((n.x - n.y) * 0.6931471805599453).sigmoid() },
    dyUses: [.x, .y], dy: { g, n in g * ((n.y - n.x) * 0.6931471805599453).sigmoid() })
}

extension Tensor {
  /// The angle of the point (x, y) with y = `self`, in −π…π.
  public func atan2(_ x: Tensor) -> Tensor { apply(BinaryFunctions.atan2, self, x) }
  /// √(x² + y²) without overflow; floating-point only.
  public func hypot(_ y: Tensor) -> Tensor { apply(BinaryFunctions.hypot, self, y) }
  /// |x| with the sign of y.
  public func copysign(_ y: Tensor) -> Tensor { apply(BinaryFunctions.copysign, self, y) }
  public func copysign(_ n: some TensorNumber) -> Tensor { apply(BinaryFunctions.copysign, self, n.scalar) }
  /// The next number of the dtype after x on the way to y; floating-point only.
  public func nextafter(_ y: Tensor) -> Tensor { nextafter(y, into: nil) }
  @discardableResult public func nextafter_(_ y: Tensor) -> Tensor { nextafter(y, into: self) }

  private func nextafter(_ y: Tensor, into target: Tensor?) -> Tensor {
    // The half types are computed in float32, so the loop is told whose neighbours are asked for.
    let type = resultType(self, y)
    let (smallest, normal): (Double, Double) =
      switch type {
      case .float64: (.leastNonzeroMagnitude, .leastNormalMagnitude)
      case .float32: (Double(Float.leastNonzeroMagnitude), Double(Float.leastNormalMagnitude))
      case .float16: (0x1p-24, 0x1p-14)
      case .bfloat16: (0x1p-133, 0x1p-126)
      default: fail("nextafter", "expected floating-point tensors, got \(type)")
      }
    return apply(BinaryFunctions.nextafter, self, y, Params(smallest, normal, 0, 0), into: target)
  }
  /// 1 where x > 0, the value of `values` where x is 0, and 0 elsewhere, NaN included; without a gradient. Stops when the dtypes differ.
  public func heaviside(_ values: Tensor) -> Tensor {
    require(dtype == values.dtype, "heaviside", "the dtypes differ: \(dtype) and \(values.dtype)")
    return noGrad { Tensor.where(self .== 0, values, (self .> 0).to(dtype)) }
  }

  /// The greatest common divisor; integers only.
  public func gcd(_ y: Tensor) -> Tensor { apply(BinaryFunctions.gcd, self, y) }
  /// The least common multiple; integers only.
  public func lcm(_ y: Tensor) -> Tensor { apply(BinaryFunctions.lcm, self, y) }
  /// The larger of the two, elementwise; a number wins over NaN.
  public func fmax(_ y: Tensor) -> Tensor { apply(BinaryFunctions.fmax, self, y) }
  /// The smaller of the two, elementwise; a number wins over NaN.
  public func fmin(_ y: Tensor) -> Tensor { apply(BinaryFunctions.fmin, self, y) }
  /// log(eˣ + eʸ) without overflow; floating-point only.
  public func logaddexp(_ y: Tensor) -> Tensor { apply(BinaryFunctions.logaddexp, self, y) }
  /// log₂(2ˣ + 2ʸ) without overflow; floating-point only.
  public func logaddexp2(_ y: Tensor) -> Tensor { apply(BinaryFunctions.logaddexp2, self, y) }
  /// x · 2ʸ; integer exponents leave the dtype of a floating-point x.
  public func ldexp(_ y: Tensor) -> Tensor { self * (y.dtype.isFloatingPoint ? y : y.to(dtype.floating)).exp2() }

  /// xʸ in float64.
  public func floatPower(_ y: Tensor) -> Tensor { double().pow(y.double()) }
  public func floatPower(_ n: some TensorNumber) -> Tensor { double().pow(n.scalar.double) }
  /// xʸ in float64 with a number as its base.
  public static func floatPower(_ n: some TensorNumber, _ y: Tensor) -> Tensor { MartletCore.pow(n.scalar.double, y.double()) }
}
