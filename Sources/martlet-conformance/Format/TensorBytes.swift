import Martlet

extension Tensor {
  /// A tensor from its elements' bytes, little-endian and in row-major order.
  convenience init(bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType) {
    func array<T>(_ type: T.Type) -> [T] {
      (0..<(bytes.count / MemoryLayout<T>.size)).map { bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: T.self) }
    }
    // float16 and bfloat16 go through float32, which holds each of their values.
    switch dtype {
    case .float32: self.init(array(Float.self), shape: shape, dtype: dtype)
    case .float64: self.init(array(Double.self), shape: shape, dtype: dtype)
    case .float16: self.init(array(UInt16.self).map(floatFromHalf), shape: shape, dtype: dtype)
    case .bfloat16: self.init(array(UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }, shape: shape, dtype: dtype)
    case .int8: self.init(array(Int8.self), shape: shape, dtype: dtype)
    case .uint8: self.init(array(UInt8.self), shape: shape, dtype: dtype)
    case .int16: self.init(array(Int16.self), shape: shape, dtype: dtype)
    case .int32: self.init(array(Int32.self), shape: shape, dtype: dtype)
    case .int64: self.init(array(Int64.self), shape: shape, dtype: dtype)
    case .bool: self.init(array(UInt8.self).map { $0 != 0 }, shape: shape, dtype: dtype)
    }
  }
}

/// The value of an IEEE half-precision number, 1 sign, 5 exponent and 10 mantissa bits.
private func floatFromHalf(_ bits: UInt16) -> Float {
  let sign: Float = bits & 0x8000 == 0 ? 1 : -1
  let exponent = Int(bits >> 10 & 31), mantissa = Float(bits & 1023)
  if exponent == 31 { return mantissa == 0 ? sign * .infinity : .nan }
  if exponent == 0 { return sign * mantissa * 0x1p-24 }
  return sign * (1 + mantissa / 1024) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
}
