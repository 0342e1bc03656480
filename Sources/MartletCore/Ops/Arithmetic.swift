import CMartletKernels

// The four operations and their in-place forms, for tensors and numbers. `x + y` broadcasts and promotes as PyTorch does.

/// The ops by name, apart from the methods of the same name.
private enum Arithmetic {
  static let add: BinaryOp = BinaryOp("add", MK_OP_add, keepsZero: true, dx: { g, _ in g }, dy: { g, _ in g })
  static let addScaled: BinaryOp = BinaryOp("add", MK_OP_add_scaled, dx: { g, _ in g }, dy: { g, n in g * n.p[0] })
  static let sub: BinaryOp = BinaryOp("sub", MK_OP_sub, keepsZero: true, dx: { g, _ in g }, dy: { g, _ in -g })
  static let mul: BinaryOp = BinaryOp(
    "mul", MK_OP_mul, keepsZero: true, dxUses: .y, dx: { g, n in g * n.y }, dyUses: .x, dy: { g, n in g * n.x })
  static let div: BinaryOp = BinaryOp(
    "div", MK_OP_div, .floating, dxUses: .y, dx: { g, n in g / n.y },
    dyUses: [.out, .y], dy: { g, n in -g * (n.out / n.y) })
  static let divFloor: BinaryOp = BinaryOp(
    "floor_divide", MK_OP_div_floor, dx: { g, _ in Tensor.zerosLike(g) }, dy: { g, _ in Tensor.zerosLike(g) })
  static let divTrunc: BinaryOp = BinaryOp(
    "div_trunc", MK_OP_div_trunc, dx: { g, _ in Tensor.zerosLike(g) }, dy: { g, _ in Tensor.zerosLike(g) })
  static let remainder: BinaryOp = BinaryOp(
    "remainder", MK_OP_remainder, dx: { g, _ in g }, dyUses: [.x, .y], dy: { g, n in -g * apply(Arithmetic.divFloor, n.x, n.y) })
  static let fmod: BinaryOp = BinaryOp(
    "fmod", MK_OP_fmod, dx: { g, _ in g }, dyUses: [.x, .y], dy: { g, n in -g * apply(Arithmetic.divTrunc, n.x, n.y) })
  static let neg: UnaryOp = UnaryOp("neg", MK_OP_neg, .same, keepsZero: true) { g, _ in -g }
}

private func refuseBool(_ op: String, _ x: Tensor, _ other: DType?) {
  if x.dtype == .bool && (other ?? .bool) == .bool {
    fail(op, "subtraction of bool tensors is not defined; use .^ or .!")
  }
}

private func checkIntegerDivisor(_ op: String, _ x: Tensor, _ y: Tensor) {
  if x.dtype.isFloatingPoint || y.dtype.isFloatingPoint { return }
  if y.numel > 0 && (y .== 0).any().item(as: Bool.self) { fail(op, "integer division by zero") }
}

private func checkIntegerDivisor(_ op: String, _ x: Tensor, _ s: Scalar) {
  if !x.dtype.isFloatingPoint && !s.isFloatingPoint && s.int == 0 { fail(op, "integer division by zero") }
}

extension Tensor {
  public static func + (x: Tensor, y: Tensor) -> Tensor { apply(Arithmetic.add, x, y) }
  public static func + (x: Tensor, n: some TensorNumber) -> Tensor { apply(Arithmetic.add, x, n.scalar) }
  public static func + (n: some TensorNumber, x: Tensor) -> Tensor { apply(Arithmetic.add, n.scalar, x) }

  public static func - (x: Tensor, y: Tensor) -> Tensor {
    refuseBool("sub", x, y.dtype)
    return apply(Arithmetic.sub, x, y)
  }
  public static func - (x: Tensor, n: some TensorNumber) -> Tensor {
    refuseBool("sub", x, n.scalar.isBool ? .bool : .int64)
    return apply(Arithmetic.sub, x, n.scalar)
  }
  public static func - (n: some TensorNumber, x: Tensor) -> Tensor {
    refuseBool("sub", x, n.scalar.isBool ? .bool : nil)
    return apply(Arithmetic.sub, n.scalar, x)
  }

  public static func * (x: Tensor, y: Tensor) -> Tensor { apply(Arithmetic.mul, x, y) }
  public static func * (x: Tensor, n: some TensorNumber) -> Tensor { apply(Arithmetic.mul, x, n.scalar) }
  public static func * (n: some TensorNumber, x: Tensor) -> Tensor { apply(Arithmetic.mul, n.scalar, x) }

  /// True division: integers give the default dtype.
  public static func / (x: Tensor, y: Tensor) -> Tensor { apply(Arithmetic.div, x, y) }
  public static func / (x: Tensor, n: some TensorNumber) -> Tensor { apply(Arithmetic.div, x, n.scalar) }
  public static func / (n: some TensorNumber, x: Tensor) -> Tensor { apply(Arithmetic.div, n.scalar, x) }

  /// Python's remainder: it has the divisor's sign. Stops on an integer divisor of 0.
  public static func % (x: Tensor, y: Tensor) -> Tensor { x.remainder(y) }
  public static func % (x: Tensor, n: some TensorNumber) -> Tensor { x.remainder(n) }
  public static func % (n: some TensorNumber, x: Tensor) -> Tensor {
    let w = Tensor(wrapping: n.scalar, x.device)
    return w.remainder(x)
  }

  public static prefix func - (x: Tensor) -> Tensor {
    require(x.dtype != .bool, "neg", "negation of bool tensors is not defined; use .!")
    return apply(Arithmetic.neg, x)
  }

  // In place. The forms for `let` are the same but for `inout`, which only subscripts need.
  public static func += (x: inout Tensor, y: Tensor) { x.add_(y) }
  public static func -= (x: inout Tensor, y: Tensor) { x.sub_(y) }
  public static func *= (x: inout Tensor, y: Tensor) { x.mul_(y) }
  public static func /= (x: inout Tensor, y: Tensor) { x.div_(y) }
  public static func += (x: inout Tensor, n: some TensorNumber) { x.add_(n) }
  public static func -= (x: inout Tensor, n: some TensorNumber) { x.sub_(n) }
  public static func *= (x: inout Tensor, n: some TensorNumber) { x.mul_(n) }
  public static func /= (x: inout Tensor, n: some TensorNumber) { x.div_(n) }
  // Not generic, so that `x[mask] += 1` means the tensor's subscript and not the number's.
  public static func += (x: inout Tensor, n: Int) { x.add_(n) }
  public static func -= (x: inout Tensor, n: Int) { x.sub_(n) }
  public static func *= (x: inout Tensor, n: Int) { x.mul_(n) }
  public static func /= (x: inout Tensor, n: Int) { x.div_(n) }
  public static func += (x: inout Tensor, n: Double) { x.add_(n) }
  public static func -= (x: inout Tensor, n: Double) { x.sub_(n) }
  public static func *= (x: inout Tensor, n: Double) { x.mul_(n) }
  public static func /= (x: inout Tensor, n: Double) { x.div_(n) }
  @_disfavoredOverload public static func += (x: Tensor, y: Tensor) { x.add_(y) }
  @_disfavoredOverload public static func -= (x: Tensor, y: Tensor) { x.sub_(y) }
  @_disfavoredOverload public static func *= (x: Tensor, y: Tensor) { x.mul_(y) }
  @_disfavoredOverload public static func /= (x: Tensor, y: Tensor) { x.div_(y) }
  @_disfavoredOverload public static func += (x: Tensor, n: some TensorNumber) { x.add_(n) }
  @_disfavoredOverload public static func -= (x: Tensor, n: some TensorNumber) { x.sub_(n) }
  @_disfavoredOverload public static func *= (x: Tensor, n: some TensorNumber) { x.mul_(n) }
  @_disfavoredOverload public static func /= (x: Tensor, n: some TensorNumber) { x.div_(n) }

  /// `x + alpha · y`.
  public func add(_ y: Tensor, alpha: some TensorNumber = 1) -> Tensor {
    let a = alpha.scalar
    return a == .int(1) ? apply(Arithmetic.add, self, y) : apply(scaledAdd("add", self, y.dtype, a), self, y, [a.double, 0, 0, 0])
  }
  public func add(_ n: some TensorNumber, alpha: some TensorNumber = 1) -> Tensor {
    add(Tensor(wrapping: n.scalar, device), alpha: alpha)
  }

  /// `x − alpha · y`.
  public func sub(_ y: Tensor, alpha: some TensorNumber = 1) -> Tensor {
    let a = alpha.scalar
    return a == .int(1) ? self - y : apply(scaledAdd("sub", self, y.dtype, a), self, y, [-a.double, 0, 0, 0])
  }
  public func sub(_ n: some TensorNumber, alpha: some TensorNumber = 1) -> Tensor {
    sub(Tensor(wrapping: n.scalar, device), alpha: alpha)
  }

  @discardableResult public func add_(_ y: Tensor, alpha: some TensorNumber = 1) -> Tensor {
    let a = alpha.scalar
    return a == .int(1)
      ? apply(Arithmetic.add, self, y, into: self)
      : apply(scaledAdd("add", self, y.dtype, a), self, y, [a.double, 0, 0, 0], into: self)
  }
  @discardableResult public func add_(_ n: some TensorNumber) -> Tensor { apply(Arithmetic.add, self, n.scalar, into: self) }
  @discardableResult public func sub_(_ y: Tensor, alpha: some TensorNumber = 1) -> Tensor {
    let a = alpha.scalar
    refuseBool("sub", self, y.dtype)
    return a == .int(1)
      ? apply(Arithmetic.sub, self, y, into: self)
      : apply(scaledAdd("sub", self, y.dtype, a), self, y, [-a.double, 0, 0, 0], into: self)
  }
  @discardableResult public func sub_(_ n: some TensorNumber) -> Tensor {
    refuseBool("sub", self, n.scalar.isBool ? .bool : .int64)
    return apply(Arithmetic.sub, self, n.scalar, into: self)
  }
  @discardableResult public func mul_(_ y: Tensor) -> Tensor { apply(Arithmetic.mul, self, y, into: self) }
  @discardableResult public func mul_(_ n: some TensorNumber) -> Tensor { apply(Arithmetic.mul, self, n.scalar, into: self) }
  @discardableResult public func div_(_ y: Tensor) -> Tensor { apply(Arithmetic.div, self, y, into: self) }
  @discardableResult public func div_(_ n: some TensorNumber) -> Tensor { apply(Arithmetic.div, self, n.scalar, into: self) }
  @discardableResult public func neg_() -> Tensor { apply(Arithmetic.neg, self, into: self) }

  /// How `div` rounds its result.
  public enum RoundingMode: Sendable { case trunc, floor }

  /// Division rounded toward zero or down; integers stay integers. Stops on an integer divisor of 0.
  public func div(_ y: Tensor, roundingMode: RoundingMode? = nil) -> Tensor {
    guard let mode = roundingMode else { return self / y }
    checkIntegerDivisor("div", self, y)
    return apply(mode == .floor ? Arithmetic.divFloor : Arithmetic.divTrunc, self, y)
  }
  public func div(_ n: some TensorNumber, roundingMode: RoundingMode? = nil) -> Tensor {
    guard let mode = roundingMode else { return self / n }
    checkIntegerDivisor("div", self, n.scalar)
    return apply(mode == .floor ? Arithmetic.divFloor : Arithmetic.divTrunc, self, n.scalar)
  }
  /// ⌊x / y⌋.
  public func floorDivide(_ y: Tensor) -> Tensor { div(y, roundingMode: .floor) }
  public func floorDivide(_ n: some TensorNumber) -> Tensor { div(n, roundingMode: .floor) }

  /// x − y ⌊x / y⌋: Python's remainder. Stops on an integer divisor of 0.
  public func remainder(_ y: Tensor) -> Tensor {
    checkIntegerDivisor("remainder", self, y)
    return apply(Arithmetic.remainder, self, y)
  }
  public func remainder(_ n: some TensorNumber) -> Tensor {
    checkIntegerDivisor("remainder", self, n.scalar)
    return apply(Arithmetic.remainder, self, n.scalar)
  }
  /// C's remainder: it has the dividend's sign. Stops on an integer divisor of 0.
  public func fmod(_ y: Tensor) -> Tensor {
    checkIntegerDivisor("fmod", self, y)
    return apply(Arithmetic.fmod, self, y)
  }
  public func fmod(_ n: some TensorNumber) -> Tensor {
    checkIntegerDivisor("fmod", self, n.scalar)
    return apply(Arithmetic.fmod, self, n.scalar)
  }
}

private func scaledAdd(_ op: String, _ x: Tensor, _ other: DType, _ alpha: Scalar) -> BinaryOp {
  require(
    !alpha.isFloatingPoint || x.dtype.isFloatingPoint || other.isFloatingPoint, op,
    "alpha must be an integer for integer tensors, got \(alpha.double)")
  return Arithmetic.addScaled
}
