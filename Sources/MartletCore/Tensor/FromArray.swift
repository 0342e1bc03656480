import CMartletKernels

/// A number, or an array of arrays of numbers of any depth: what a tensor can be made from.
public protocol TensorLiteral {
  associatedtype Leaf: TensorElement
  /// Appends the sizes from this depth on.
  static func shape(of value: Self, into shape: inout [Int])
  /// Appends the numbers in row-major order; stops where sizes at `depth` differ from `shape`.
  static func flatten(_ value: Self, _ shape: [Int], _ depth: Int, into leaves: inout [Leaf])
}

extension TensorElement {
  public static func shape(of value: Self, into shape: inout [Int]) {}
  public static func flatten(_ value: Self, _ shape: [Int], _ depth: Int, into leaves: inout [Self]) { leaves.append(value) }
}

extension Int: TensorLiteral {}
extension Int8: TensorLiteral {}
extension Int16: TensorLiteral {}
extension Int32: TensorLiteral {}
extension Int64: TensorLiteral {}
extension UInt8: TensorLiteral {}
extension Float: TensorLiteral {}
extension Double: TensorLiteral {}
extension Bool: TensorLiteral {}

extension Array: TensorLiteral where Element: TensorLiteral {
  public typealias Leaf = Element.Leaf

  public static func shape(of value: [Element], into shape: inout [Int]) {
    shape.append(value.count)
    if let first = value.first { Element.shape(of: first, into: &shape) }
  }

  public static func flatten(_ value: [Element], _ shape: [Int], _ depth: Int, into leaves: inout [Element.Leaf]) {
    if value.count != shape[depth] {
      fail("Tensor", "the rows of the array differ in length: expected \(shape[depth]) at depth \(depth), got \(value.count)")
    }
    if let flat = value as? [Element.Leaf], depth == shape.count - 1 {
      leaves.append(contentsOf: flat)
    } else {
      for v in value { Element.flatten(v, shape, depth + 1, into: &leaves) }
    }
  }
}

extension Tensor {
  /// A tensor of a number or of nested arrays: `Tensor([[1, 2], [3, 4]])`, `Tensor(3.5)`.
  ///
  /// Integers give int64, Bool bool, Float float32, Double the default dtype, unless `dtype` says otherwise. Stops when rows differ in
  /// length.
  public convenience init<L: TensorLiteral>(
    _ data: L, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
  ) {
    var shape: [Int] = []
    L.shape(of: data, into: &shape)
    var flat: [L.Leaf] = []
    flat.reserveCapacity(shape.reduce(1, *))
    L.flatten(data, shape, 0, into: &flat)
    self.init(flat, shape: shape, dtype: dtype, device: device, requiresGrad: requiresGrad)
  }

  /// A tensor of `shape` from its elements in row-major order.
  ///
  /// Stops when the number of elements is not the product of `shape`.
  public convenience init<E: TensorElement>(
    _ array: [E], shape: [Int], dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
  ) {
    let d = Tensor.checkSizes("Tensor", shape)
    require(
      d.product == array.count, "Tensor",
      "\(array.count) elements do not fill a tensor of shape \(d), which needs \(d.product)")
    self.init(empty: d, dtype ?? E.tensorDType, .cpu)
    array.withUnsafeBytes { raw in
      guard let start = raw.baseAddress, numel > 0 else { return }
      let from = UnsafeMutableRawPointer(mutating: start)
      if E.nativeDType == self.dtype {
        pointer.copyMemory(from: from, byteCount: numel * self.dtype.itemSize)
      } else {
        dims.withPointer { shape in
          strides.withPointer { s in
            withOperand { target in
              var source = mk_operand(data: from, strides: s, dtype: E.nativeDType.kernel)
              mk_copy(Int32(d.count), shape, target, &source)
            }
          }
        }
      }
    }
    require(device.isCPU, "Tensor", "\(device) is not available in this build")
    if requiresGrad { requiresGrad_() }
  }

  /// A tensor of `shape` from the bytes of its elements in row-major order, as they lie in a file.
  ///
  /// Stops when there are more or fewer bytes than the shape and the dtype need.
  public convenience init(bytes raw: UnsafeRawBufferPointer, shape: [Int], dtype: DType, requiresGrad: Bool = false) {
    let d = Tensor.checkSizes("Tensor", shape)
    require(
      raw.count == d.product * dtype.itemSize, "Tensor",
      "\(raw.count) bytes do not fill a \(dtype) tensor of shape \(d), which needs \(d.product * dtype.itemSize)")
    self.init(empty: d, dtype, .cpu)
    if let from = raw.baseAddress, raw.count > 0 { pointer.copyMemory(from: from, byteCount: raw.count) }
    if requiresGrad { requiresGrad_() }
  }

  /// The elements in row-major order, converted to `T`.
  public func toArray<T: TensorElement>(_ type: T.Type = T.self) -> [T] {
    if numel == 0 { return [] }
    let source = noGrad { device.isCPU ? self : cpu() }
    return [T](unsafeUninitializedCapacity: numel) { buffer, count in
      let to = UnsafeMutableRawPointer(buffer.baseAddress!)
      if source.isDense && dtype == T.nativeDType {
        to.copyMemory(from: source.pointer, byteCount: numel * dtype.itemSize)
      } else {
        let rows = dims.contiguousStrides
        dims.withPointer { shape in
          rows.withPointer { s in
            source.withOperand { from in
              var target = mk_operand(data: to, strides: s, dtype: T.nativeDType.kernel)
              mk_copy(Int32(dims.count), shape, &target, from)
            }
          }
        }
      }
      count = numel
    }
  }

  /// The one element as a Double. Stops when there are more or fewer.
  public func item() -> Double {
    require(numel == 1, "item", "a tensor of \(numel) elements (shape \(dims)) is not one number")
    return mk_load_double((device.isCPU ? self : cpu()).pointer, dtype.kernel)
  }

  /// The one element as a `T`; integers keep all their bits.
  public func item<T: TensorElement>(as type: T.Type) -> T {
    require(numel == 1, "item", "a tensor of \(numel) elements (shape \(dims)) is not one number")
    let p = (device.isCPU ? self : cpu()).pointer
    return dtype.isFloatingPoint
      ? T(scalar: .double(mk_load_double(p, dtype.kernel))) : T(scalar: .int(Int(mk_load_int64(p, dtype.kernel))))
  }

  /// The elements as nested Swift arrays of Double, Int or Bool, as deep as the tensor has dims (a 0-d tensor gives the number).
  public func tolist() -> Any {
    if dtype == .bool { return Tensor.nest(toArray(Bool.self), shape[...]) }
    if dtype.isFloatingPoint { return Tensor.nest(toArray(Double.self), shape[...]) }
    return Tensor.nest(toArray(Int.self), shape[...])
  }

  private static func nest<T>(_ flat: [T], _ shape: ArraySlice<Int>) -> Any {
    guard let n = shape.first else { return flat[0] }
    let rest = shape.dropFirst()
    if rest.isEmpty { return flat }
    let step = rest.reduce(1, *)
    return (0..<n).map { nest(Array(flat[($0 * step)..<(($0 + 1) * step)]), rest) }
  }
}
