import CMartletKernels

private enum Compare {
  static let eq: BinaryOp = BinaryOp("eq", MK_OP_eq, .test)
  static let ne: BinaryOp = BinaryOp("ne", MK_OP_ne, .test)
  static let lt: BinaryOp = BinaryOp("lt", MK_OP_lt, .test)
  static let le: BinaryOp = BinaryOp("le", MK_OP_le, .test)
  static let gt: BinaryOp = BinaryOp("gt", MK_OP_gt, .test)
  static let ge: BinaryOp = BinaryOp("ge", MK_OP_ge, .test)
  static let and: BinaryOp = BinaryOp("bitwise_and", MK_OP_bitwise_and, .bits)
  static let or: BinaryOp = BinaryOp("bitwise_or", MK_OP_bitwise_or, .bits)
  static let xor: BinaryOp = BinaryOp("bitwise_xor", MK_OP_bitwise_xor, .bits)
  static let not: UnaryOp = UnaryOp("bitwise_not", MK_OP_bitwise_not, .bits)
  static let shiftLeft: BinaryOp = BinaryOp("bitwise_left_shift", MK_OP_shift_left, .bits)
  static let shiftRight: BinaryOp = BinaryOp("bitwise_right_shift", MK_OP_shift_right, .bits)
  static let logicalAnd: BinaryOp = BinaryOp("logical_and", MK_OP_logical_and, .test)
  static let logicalOr: BinaryOp = BinaryOp("logical_or", MK_OP_logical_or, .test)
  static let logicalXor: BinaryOp = BinaryOp("logical_xor", MK_OP_logical_xor, .test)
  static let logicalNot: UnaryOp = UnaryOp("logical_not", MK_OP_logical_not, .test)
  static let isnan: UnaryOp = UnaryOp("isnan", MK_OP_isnan, .test)
  static let isinf: UnaryOp = UnaryOp("isinf", MK_OP_isinf, .test)
  static let isfinite: UnaryOp = UnaryOp("isfinite", MK_OP_isfinite, .test)
  static let isposinf: UnaryOp = UnaryOp("isposinf", MK_OP_isposinf, .test)
  static let isneginf: UnaryOp = UnaryOp("isneginf", MK_OP_isneginf, .test)
  static let signbit: UnaryOp = UnaryOp("signbit", MK_OP_signbit, .test)
}

// Elementwise tests; the result is a bool tensor without a gradient.
extension Tensor {
  public static func .== (x: Tensor, y: Tensor) -> Tensor { apply(Compare.eq, x, y) }
  public static func .!= (x: Tensor, y: Tensor) -> Tensor { apply(Compare.ne, x, y) }
  public static func .< (x: Tensor, y: Tensor) -> Tensor { apply(Compare.lt, x, y) }
  public static func .<= (x: Tensor, y: Tensor) -> Tensor { apply(Compare.le, x, y) }
  public static func .> (x: Tensor, y: Tensor) -> Tensor { apply(Compare.gt, x, y) }
  public static func .>= (x: Tensor, y: Tensor) -> Tensor { apply(Compare.ge, x, y) }
  public static func .== (x: Tensor, n: some TensorNumber) -> Tensor { apply(Compare.eq, x, n.scalar) }
  public static func .!= (x: Tensor, n: some TensorNumber) -> Tensor { apply(Compare.ne, x, n.scalar) }
  public static func .< (x: Tensor, n: some TensorNumber) -> Tensor { apply(Compare.lt, x, n.scalar) }
  public static func .<= (x: Tensor, n: some TensorNumber) -> Tensor { apply(Compare.le, x, n.scalar) }
  public static func .> (x: Tensor, n: some TensorNumber) -> Tensor { apply(Compare.gt, x, n.scalar) }
  public static func .>= (x: Tensor, n: some TensorNumber) -> Tensor { apply(Compare.ge, x, n.scalar) }
  public static func .< (n: some TensorNumber, x: Tensor) -> Tensor { apply(Compare.gt, x, n.scalar) }
  public static func .> (n: some TensorNumber, x: Tensor) -> Tensor { apply(Compare.lt, x, n.scalar) }
  public static func .<= (n: some TensorNumber, x: Tensor) -> Tensor { apply(Compare.ge, x, n.scalar) }
  public static func .>= (n: some TensorNumber, x: Tensor) -> Tensor { apply(Compare.le, x, n.scalar) }

  public func eq(_ y: Tensor) -> Tensor { self .== y }
  public func ne(_ y: Tensor) -> Tensor { self .!= y }
  public func lt(_ y: Tensor) -> Tensor { self .< y }
  public func le(_ y: Tensor) -> Tensor { self .<= y }
  public func gt(_ y: Tensor) -> Tensor { self .> y }
  public func ge(_ y: Tensor) -> Tensor { self .>= y }
  public func eq(_ n: some TensorNumber) -> Tensor { self .== n }
  public func ne(_ n: some TensorNumber) -> Tensor { self .!= n }
  public func lt(_ n: some TensorNumber) -> Tensor { self .< n }
  public func le(_ n: some TensorNumber) -> Tensor { self .<= n }
  public func gt(_ n: some TensorNumber) -> Tensor { self .> n }
  public func ge(_ n: some TensorNumber) -> Tensor { self .>= n }

  // Bits of integers; logic of bool.
  public static func .& (x: Tensor, y: Tensor) -> Tensor { apply(Compare.and, x, y) }
  public static func .| (x: Tensor, y: Tensor) -> Tensor { apply(Compare.or, x, y) }
  public static func .^ (x: Tensor, y: Tensor) -> Tensor { apply(Compare.xor, x, y) }
  public static func .& (x: Tensor, n: some TensorNumber) -> Tensor { apply(Compare.and, x, n.scalar) }
  public static func .| (x: Tensor, n: some TensorNumber) -> Tensor { apply(Compare.or, x, n.scalar) }
  public static func .^ (x: Tensor, n: some TensorNumber) -> Tensor { apply(Compare.xor, x, n.scalar) }
  public static prefix func .! (x: Tensor) -> Tensor { apply(Compare.not, x) }
  public func bitwiseAnd(_ y: Tensor) -> Tensor { self .& y }
  public func bitwiseOr(_ y: Tensor) -> Tensor { self .| y }
  public func bitwiseXor(_ y: Tensor) -> Tensor { self .^ y }
  public func bitwiseNot() -> Tensor { .!self }
  @discardableResult public func bitwiseAnd_(_ y: Tensor) -> Tensor { apply(Compare.and, self, y, into: self) }
  @discardableResult public func bitwiseOr_(_ y: Tensor) -> Tensor { apply(Compare.or, self, y, into: self) }
  @discardableResult public func bitwiseXor_(_ y: Tensor) -> Tensor { apply(Compare.xor, self, y, into: self) }
  @discardableResult public func bitwiseAnd_(_ n: some TensorNumber) -> Tensor { apply(Compare.and, self, n.scalar, into: self) }
  @discardableResult public func bitwiseOr_(_ n: some TensorNumber) -> Tensor { apply(Compare.or, self, n.scalar, into: self) }
  @discardableResult public func bitwiseXor_(_ n: some TensorNumber) -> Tensor { apply(Compare.xor, self, n.scalar, into: self) }
  @discardableResult public func bitwiseNot_() -> Tensor { apply(Compare.not, self, into: self) }

  // Shifts of integers; the right shift keeps the sign.
  public func bitwiseLeftShift(_ y: Tensor) -> Tensor { apply(Compare.shiftLeft, self, y) }
  public func bitwiseRightShift(_ y: Tensor) -> Tensor { apply(Compare.shiftRight, self, y) }
  public func bitwiseLeftShift(_ n: some TensorNumber) -> Tensor { apply(Compare.shiftLeft, self, n.scalar) }
  public func bitwiseRightShift(_ n: some TensorNumber) -> Tensor { apply(Compare.shiftRight, self, n.scalar) }
  @discardableResult public func bitwiseLeftShift_(_ y: Tensor) -> Tensor { apply(Compare.shiftLeft, self, y, into: self) }
  @discardableResult public func bitwiseRightShift_(_ y: Tensor) -> Tensor { apply(Compare.shiftRight, self, y, into: self) }
  @discardableResult public func bitwiseLeftShift_(_ n: some TensorNumber) -> Tensor { apply(Compare.shiftLeft, self, n.scalar, into: self) }
  @discardableResult public func bitwiseRightShift_(_ n: some TensorNumber) -> Tensor { apply(Compare.shiftRight, self, n.scalar, into: self) }

  // Logic of any dtype: nonzero is true.
  public func logicalAnd(_ y: Tensor) -> Tensor { apply(Compare.logicalAnd, self, y) }
  public func logicalOr(_ y: Tensor) -> Tensor { apply(Compare.logicalOr, self, y) }
  public func logicalXor(_ y: Tensor) -> Tensor { apply(Compare.logicalXor, self, y) }
  public func logicalNot() -> Tensor { apply(Compare.logicalNot, self) }

  /// Where elements are NaN; integers never are.
  public func isnan() -> Tensor { floatTest(Compare.isnan, integers: false) }
  /// Where elements are ±∞.
  public func isinf() -> Tensor { floatTest(Compare.isinf, integers: false) }
  /// Where elements are neither NaN nor ±∞.
  public func isfinite() -> Tensor { floatTest(Compare.isfinite, integers: true) }

  /// Where elements are +∞.
  public func isposinf() -> Tensor { floatTest(Compare.isposinf, integers: false) }
  /// Where elements are −∞.
  public func isneginf() -> Tensor { floatTest(Compare.isneginf, integers: false) }
  /// Where the sign bit is set: of negative numbers, and of −0.
  public func signbit() -> Tensor { dtype == .bool ? Tensor(filled: dims, .bool(false), .bool, device) : apply(Compare.signbit, self) }
  /// Where elements have no imaginary part: everywhere, as there are no complex dtypes.
  public func isreal() -> Tensor { Tensor(filled: dims, .bool(true), .bool, device) }

  private func floatTest(_ op: UnaryOp, integers: Bool) -> Tensor {
    dtype.isFloatingPoint ? apply(op, self) : Tensor(filled: dims, .bool(integers), .bool, device)
  }

  /// Whether shape, and every element, are the same; NaN differs from NaN.
  public func equal(_ y: Tensor) -> Bool {
    if dims != y.dims { return false }
    return noGrad { (self .== y).all().item(as: Bool.self) }
  }

  /// Whether |x − y| ≤ atol + rtol · |y| everywhere; shapes must broadcast and dtypes be equal.
  public func allClose(_ y: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNan: Bool = false) -> Bool {
    noGrad { isclose(y, rtol: rtol, atol: atol, equalNan: equalNan).all().item(as: Bool.self) }
  }

  /// Where |x − y| ≤ atol + rtol · |y|.
  public func isclose(_ y: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNan: Bool = false) -> Tensor {
    require(dtype == y.dtype, "isclose", "the dtypes differ: \(dtype) and \(y.dtype)")
    require(rtol >= 0 && atol >= 0, "isclose", "rtol and atol must not be negative, got \(rtol) and \(atol)")
    return noGrad {
      var close = self .== y
      if equalNan { close = close .| (isnan() .& y.isnan()) }
      if !dtype.isFloatingPoint && rtol == 0 && atol == 0 { return close }
      let a = dtype.isFloatingPoint ? self : double(), b = dtype.isFloatingPoint ? y : y.double()
      let difference = (a - b).abs()
      return close .| (difference.isfinite() .& (difference .<= b.abs() * rtol + atol))
    }
  }
}
