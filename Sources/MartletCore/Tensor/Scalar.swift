import CMartletKernels

/// A number beside a tensor, with what type promotion needs to know of it: its kind.
public enum Scalar: Sendable, Hashable {
  case int(Int)
  case double(Double)
  case bool(Bool)

  /// The value as a Double.
  public var double: Double {
    switch self {
    case .int(let v): Double(v)
    case .double(let v): v
    case .bool(let v): v ? 1 : 0
    }
  }

  /// The value as an Int, truncated toward zero.
  public var int: Int {
    switch self {
    case .int(let v): v
    case .double(let v): v.isFinite ? Int(max(-9.2e18, min(9.2e18, v))) : 0
    case .bool(let v): v ? 1 : 0
    }
  }

  var isFloatingPoint: Bool { if case .double = self { true } else { false } }
  var isBool: Bool { if case .bool = self { true } else { false } }

  /// The dtype that the number has when it stands alone.
  var dtype: DType {
    switch self {
    case .int: .int64
    case .double: defaultDType()
    case .bool: .bool
    }
  }

  /// Writes the number as an element of `dtype`.
  @inline(__always)
  func store(_ dtype: DType, to address: UnsafeMutableRawPointer) {
    switch self {
    case .int(let v): mk_store_scalar(address, dtype.kernel, 0, 0, Int64(v))
    case .double(let v): mk_store_scalar(address, dtype.kernel, 1, v, 0)
    case .bool(let v): mk_store_scalar(address, dtype.kernel, 0, 0, v ? 1 : 0)
    }
  }
}

/// What may stand beside a tensor in an expression: Int, Double, Float, Bool and the sized integers.
public protocol TensorNumber: Sendable {
  var scalar: Scalar { get }
}

/// What an array that becomes a tensor may hold, and what `toArray` and `item(as:)` give back.
public protocol TensorElement: TensorNumber {
  /// The dtype whose memory looks like this type.
  static var nativeDType: DType { get }
  /// The dtype of a tensor made from values of this type: Double gives the default dtype.
  static var tensorDType: DType { get }
  init(scalar: Scalar)
}

extension TensorElement {
  public static var tensorDType: DType { nativeDType }
}

extension Scalar: TensorNumber { public var scalar: Scalar { self } }

extension Double: TensorElement {
  public var scalar: Scalar { .double(self) }
  public static var nativeDType: DType { .float64 }
  public static var tensorDType: DType { defaultDType() }
  public init(scalar: Scalar) { self = scalar.double }
}
extension Float: TensorElement {
  public var scalar: Scalar { .double(Double(self)) }
  public static var nativeDType: DType { .float32 }
  public init(scalar: Scalar) { self = Float(scalar.double) }
}
extension Bool: TensorElement {
  public var scalar: Scalar { .bool(self) }
  public static var nativeDType: DType { .bool }
  public init(scalar: Scalar) { self = scalar.double != 0 }
}

extension FixedWidthInteger where Self: TensorElement {
  public var scalar: Scalar { .int(Int(truncatingIfNeeded: self)) }
  public init(scalar: Scalar) { self = Self(truncatingIfNeeded: scalar.int) }
}
extension Int: TensorElement { public static var nativeDType: DType { .int64 } }
extension Int64: TensorElement { public static var nativeDType: DType { .int64 } }
extension Int32: TensorElement { public static var nativeDType: DType { .int32 } }
extension Int16: TensorElement { public static var nativeDType: DType { .int16 } }
extension Int8: TensorElement { public static var nativeDType: DType { .int8 } }
extension UInt8: TensorElement { public static var nativeDType: DType { .uint8 } }
