import CDLPack
import MartletCore

/// Exchange of memory with other array libraries by DLPack: no element is copied. (https://dmlc.github.io/dlpack)
extension Tensor {
  /// This tensor's memory for whoever speaks DLPack. The receiver calls `deleter` once when done; until then the memory stays.
  ///
  /// Both sides see each other's changes. Stops for a tensor that requires a gradient (detach it) or is not on the CPU.
  public func toDLPack() -> UnsafeMutablePointer<DLManagedTensor> {
    require(!requiresGrad, "toDLPack", "the tensor requires a gradient, which the receiver could not follow; call detach() first")
    require(device.isCPU, "toDLPack", "the tensor is on \(device); call cpu() first")
    let managed = UnsafeMutablePointer<DLManagedTensor>.allocate(capacity: 1)
    let sizes = UnsafeMutablePointer<Int64>.allocate(capacity: 2 * Swift.max(ndim, 1))
    for (i, (n, s)) in zip(shape, stride).enumerated() {
      sizes[i] = Int64(n)
      sizes[ndim + i] = Int64(s)
    }
    let view = DLTensor(
      data: storage().address, device: DLDevice(device_type: kDLCPU, device_id: 0), ndim: Int32(ndim), dtype: dtype.dlpack, shape: sizes,
      strides: sizes + ndim, byte_offset: UInt64(storageOffset * dtype.itemSize))
    managed.initialize(
      to: DLManagedTensor(
        dl_tensor: view, manager_ctx: Unmanaged.passRetained(self).toOpaque(),
        deleter: { managed in
          guard let managed else { return }
          Unmanaged<Tensor>.fromOpaque(managed.pointee.manager_ctx).release()
          managed.pointee.dl_tensor.shape.deallocate()
          managed.deallocate()
        }))
    return managed
  }

  /// A tensor over memory that another library shares by DLPack; it is given back when the last tensor over it goes.
  ///
  /// - Throws: `ValueError` for memory that is not the CPU's, a dtype that no tensor has, or negative strides; then the caller still owns it.
  public static func fromDLPack(_ managed: UnsafeMutablePointer<DLManagedTensor>) throws -> Tensor {
    let view = managed.pointee.dl_tensor
    guard view.device.device_type == kDLCPU else { throw ValueError("fromDLPack: device type \(view.device.device_type.rawValue) is not the CPU") }
    guard let dtype = DType(view.dtype) else {
      throw ValueError("fromDLPack: elements of code \(view.dtype.code), \(view.dtype.bits) bits and \(view.dtype.lanes) lanes are none that a tensor has")
    }
    let rank = Int(view.ndim)
    guard rank <= Tensor.maximumRank else { throw ValueError("fromDLPack: \(rank) dimensions; at most \(Tensor.maximumRank) are supported") }
    let shape = (0..<rank).map { Int(view.shape[$0]) }
    var stride = [Int](repeating: 1, count: rank)
    for i in (0..<rank).reversed() {
      stride[i] = view.strides.map { Int($0[i]) } ?? (i + 1 < rank ? stride[i + 1] * shape[i + 1] : 1)
    }
    guard stride.allSatisfy({ $0 >= 0 }) else { throw ValueError("fromDLPack: strides \(stride) are negative") }
    let span = shape.contains(0) ? 0 : zip(shape, stride).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
    guard let data = view.data ?? (span == 0 ? UnsafeMutableRawPointer(managed) : nil) else { throw ValueError("fromDLPack: there is no memory") }
    let owner = Lender(managed)
    let storage = Storage.borrowing(data + Int(view.byte_offset), bytes: span * dtype.itemSize, owner: owner)
    return Tensor(over: storage, shape: shape, stride: stride, dtype: dtype)
  }
}

/// Gives borrowed memory back.
private final class Lender {
  private let managed: UnsafeMutablePointer<DLManagedTensor>
  init(_ managed: UnsafeMutablePointer<DLManagedTensor>) { self.managed = managed }
  deinit { martlet_dlpack_release(managed) }
}

extension DType {
  fileprivate var dlpack: DLDataType {
    let code: DLDataTypeCode =
      switch self {
      case .float32, .float64, .float16: kDLFloat
      case .bfloat16: kDLBfloat
      case .uint8: kDLUInt
      case .int8, .int16, .int32, .int64: kDLInt
      case .bool: kDLBool
      }
    return DLDataType(code: UInt8(code.rawValue), bits: UInt8(8 * itemSize), lanes: 1)
  }

  fileprivate init?(_ type: DLDataType) {
    guard let known = DType.allCases.first(where: { $0.dlpack.code == type.code && $0.dlpack.bits == type.bits }), type.lanes == 1 else { return nil }
    self = known
  }
}
