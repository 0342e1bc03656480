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
  public func add(_ y: Tensor, alpha: some TensorNumber = 1) -> Tensor { addScaled("add", y, alpha.scalar, 1, into: nil) }
  public func add(_ n: some TensorNumber, alpha: some TensorNumber = 1) -> Tensor { add(Tensor(wrapping: n.scalar, device), alpha: alpha) }
  @discardableResult
  public func add_(_ y: Tensor, alpha: some TensorNumber = 1) -> Tensor { addScaled("add", y, alpha.scalar, 1, into: self) }
  @discardableResult public func add_(_ n: some TensorNumber) -> Tensor { apply(Arithmetic.add, self, n.scalar, into: self) }

  /// `x − alpha · y`.
  public func sub(_ y: Tensor, alpha: some TensorNumber = 1) -> Tensor {
    refuseBool("sub", self, y.dtype)
    return addScaled("sub", y, alpha.scalar, -1, into: nil)
  }
  public func sub(_ n: some TensorNumber, alpha: some TensorNumber = 1) -> Tensor { sub(Tensor(wrapping: n.scalar, device), alpha: alpha) }
  @discardableResult public func sub_(_ y: Tensor, alpha: some TensorNumber = 1) -> Tensor {
    refuseBool("sub", self, y.dtype)
    return addScaled("sub", y, alpha.scalar, -1, into: self)
  }
  @discardableResult public func sub_(_ n: some TensorNumber) -> Tensor {
    refuseBool("sub", self, n.scalar.isBool ? .bool : .int64)
    return apply(Arithmetic.sub, self, n.scalar, into: self)
  }

  /// `alpha · y − x`.
  public func rsub(_ y: Tensor, alpha: some TensorNumber = 1) -> Tensor { y.sub(self, alpha: alpha) }
  public func rsub(_ n: some TensorNumber, alpha: some TensorNumber = 1) -> Tensor { Tensor(wrapping: n.scalar, device).sub(self, alpha: alpha) }

  /// `x + sign · alpha · y`, sign being 1 or −1.
  private func addScaled(_ name: String, _ y: Tensor, _ alpha: Scalar, _ sign: Double, into target: Tensor?) -> Tensor {
    let op = sign > 0 ? Arithmetic.add : Arithmetic.sub
    if alpha == .int(1) { return apply(op, self, y, into: target) }
    let type = resultType(self, y)
    if type.isFloatingPoint { return apply(Arithmetic.addScaled, self, y, [sign * alpha.double, 0, 0, 0], into: target) }
    require(!alpha.isFloatingPoint, name, "alpha must be an integer for integer tensors, got \(alpha.double)")
    require(!alpha.isBool || type == .bool, name, "a Bool alpha is for bool tensors, got \(type)")
    // Kernel parameters are floating-point and do not wrap as integers do, so these take two steps.
    return apply(op, self, y.to(type) * (type == .bool ? .bool(alpha.int != 0) : alpha), into: target)
  }

  @discardableResult public func mul_(_ y: Tensor) -> Tensor { apply(Arithmetic.mul, self, y, into: self) }
  @discardableResult public func mul_(_ n: some TensorNumber) -> Tensor { apply(Arithmetic.mul, self, n.scalar, into: self) }
  @discardableResult public func neg_() -> Tensor {
    require(dtype != .bool, "neg_", "negation of bool tensors is not defined; use .!")
    return apply(Arithmetic.neg, self, into: self)
  }
  /// The tensor itself; stops on bool, which has no sign.
  public func positive() -> Tensor {
    require(dtype != .bool, "positive", "bool tensors have no sign")
    return self
  }

  /// How `div` rounds its result.
  public enum RoundingMode: Sendable { case trunc, floor }

  /// Division rounded toward zero or down; integers stay integers. Stops on an integer divisor of 0.
  public func div(_ y: Tensor, roundingMode: RoundingMode? = nil) -> Tensor { div(y, roundingMode, into: nil) }
  public func div(_ n: some TensorNumber, roundingMode: RoundingMode? = nil) -> Tensor { div(n.scalar, roundingMode, into: nil) }
  @discardableResult
  public func div_(_ y: Tensor, roundingMode: RoundingMode? = nil) -> Tensor { div(y, roundingMode, into: self) }
  @discardableResult
  public func div_(_ n: some TensorNumber, roundingMode: RoundingMode? = nil) -> Tensor { div(n.scalar, roundingMode, into: self) }

  private func div(_ y: Tensor, _ mode: RoundingMode?, into target: Tensor?) -> Tensor {
    guard let mode else { return apply(Arithmetic.div, self, y, into: target) }
    checkIntegerDivisor("div", self, y)
    return apply(mode == .floor ? Arithmetic.divFloor : Arithmetic.divTrunc, self, y, into: target)
  }
  private func div(_ s: Scalar, _ mode: RoundingMode?, into target: Tensor?) -> Tensor {
    guard let mode else { return apply(Arithmetic.div, self, s, into: target) }
    checkIntegerDivisor("div", self, s)
    return apply(mode == .floor ? Arithmetic.divFloor : Arithmetic.divTrunc, self, s, into: target)
  }
  /// ⌊x / y⌋.
  public func floorDivide(_ y: Tensor) -> Tensor { div(y, roundingMode: .floor) }
  public func floorDivide(_ n: some TensorNumber) -> Tensor { div(n, roundingMode: .floor) }
  @discardableResult public func floorDivide_(_ y: Tensor) -> Tensor { div_(y, roundingMode: .floor) }
  @discardableResult public func floorDivide_(_ n: some TensorNumber) -> Tensor { div_(n, roundingMode: .floor) }

  /// x − y ⌊x / y⌋: Python's remainder. Stops on an integer divisor of 0.
  public func remainder(_ y: Tensor) -> Tensor { rest(Arithmetic.remainder, y, into: nil) }
  public func remainder(_ n: some TensorNumber) -> Tensor { rest(Arithmetic.remainder, n.scalar, into: nil) }
  @discardableResult public func remainder_(_ y: Tensor) -> Tensor { rest(Arithmetic.remainder, y, into: self) }
  @discardableResult public func remainder_(_ n: some TensorNumber) -> Tensor { rest(Arithmetic.remainder, n.scalar, into: self) }
  /// C's remainder: it has the dividend's sign. Stops on an integer divisor of 0.
  public func fmod(_ y: Tensor) -> Tensor { rest(Arithmetic.fmod, y, into: nil) }
  public func fmod(_ n: some TensorNumber) -> Tensor { rest(Arithmetic.fmod, n.scalar, into: nil) }
  @discardableResult public func fmod_(_ y: Tensor) -> Tensor { rest(Arithmetic.fmod, y, into: self) }
  @discardableResult public func fmod_(_ n: some TensorNumber) -> Tensor { rest(Arithmetic.fmod, n.scalar, into: self) }

  private func rest(_ op: BinaryOp, _ y: Tensor, into target: Tensor?) -> Tensor {
    checkIntegerDivisor(op.name.description, self, y)
    // PyTorch takes a 0-d operand of a sum or product as it is, but rounds that of a remainder to the dtype beside it.
    let type = resultType(self, y)
    func rounded(_ t: Tensor) -> Tensor { t.dims.count == 0 && (type == .float16 || type == .bfloat16) ? t.to(type) : t }
    return apply(op, target == nil ? rounded(self) : self, rounded(y), into: target)
  }
  private func rest(_ op: BinaryOp, _ s: Scalar, into target: Tensor?) -> Tensor {
    checkIntegerDivisor(op.name.description, self, s)
    return apply(op, self, s, into: target)
  }
}
