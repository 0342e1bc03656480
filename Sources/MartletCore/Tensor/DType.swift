import CMartletKernels

/// The type of a tensor's elements. The raw values are those of `mk_dtype`.
public enum DType: Int32, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case float32, float64, float16, bfloat16, int8, uint8, int16, int32, int64, bool

  public var description: String {
    switch self {
    case .float32: "float32"
    case .float64: "float64"
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .int8: "int8"
    case .uint8: "uint8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .bool: "bool"
    }
  }

  /// Bytes an element takes.
  public var itemSize: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .bfloat16, .int16: 2
    case .float32, .int32: 4
    case .float64, .int64: 8
    }
  }

  /// float16, bfloat16, float32 or float64.
  public var isFloatingPoint: Bool { rawValue <= DType.bfloat16.rawValue }

  /// An integer type; bool is not one.
  public var isInteger: Bool { rawValue > DType.bfloat16.rawValue && self != .bool }

  /// A type that can hold negative numbers.
  public var isSigned: Bool { self != .uint8 && self != .bool }

  @inline(__always) var kernel: mk_dtype { mk_dtype(rawValue: rawValue) }

  /// The type in which pointwise expressions are evaluated: float32 for the half types.
  @inline(__always) var compute: DType { self == .float16 || self == .bfloat16 ? .float32 : self }

  /// bool < integers < floating point: the three kinds of PyTorch's promotion rules.
  var kind: Int { isFloatingPoint ? 2 : self == .bool ? 0 : 1 }
}

/// The smallest type to which both convert without changing kind (`torch.promote_types`).
public func promoteTypes(_ a: DType, _ b: DType) -> DType {
  if a == b { return a }
  if a.kind != b.kind { return a.kind > b.kind ? a : b }
  if a.isFloatingPoint {
    if a == .float64 || b == .float64 { return .float64 }
    return .float32  // float32 with a half type, or the two half types together
  }
  if a == .uint8 || b == .uint8 {
    let other = a == .uint8 ? b : a
    return other == .int8 ? .int16 : other
  }
  return a.rawValue > b.rawValue ? a : b
}

/// Whether a value of `from` may be stored in `to` by an in-place op: never from a higher kind to a lower one.
public func canCast(_ from: DType, to: DType) -> Bool { from.kind <= to.kind }

private struct DefaultDType { nonisolated(unsafe) static var value = DType.float32 }

/// The dtype of floating-point literals and of creation functions that get none.
public func defaultDType() -> DType { DefaultDType.value }

/// Sets the dtype of floating-point literals and creation functions. Stops on a dtype that is not floating-point.
public func setDefaultDType(_ dtype: DType) {
  require(dtype.isFloatingPoint, "setDefaultDType", "only floating-point types can be the default, got \(dtype)")
  DefaultDType.value = dtype
}
