import MartletCore

/// The memory of an array, its elements in this machine's byte order.
func numpyStorage(_ bytes: [UInt8], _ type: ArrayType) -> Storage {
  let storage = Storage.uninitialized(bytes: bytes.count)
  let target = UnsafeMutableRawBufferPointer(start: storage.address, count: bytes.count)
  bytes.withUnsafeBytes { target.copyMemory(from: $0) }
  if type.isBigEndian { swapBytes(target, width: type.dtype.itemSize) }
  return storage
}

/// An array as a row-major tensor; Fortran order counts the first index fastest.
func numpyTensor(over storage: Storage, _ shape: [Int], _ dtype: DType, isFortran: Bool) -> Tensor {
  guard isFortran, shape.count > 1 else { return Tensor(over: storage, shape: shape, dtype: dtype) }
  let reversed = Tensor(over: storage, shape: shape.reversed(), dtype: dtype)
  return reversed.permute((0..<shape.count).reversed()).contiguous()
}

/// Turns elements of `width` bytes from the other byte order.
func swapBytes(_ bytes: UnsafeMutableRawBufferPointer, width: Int) {
  func swap<T: FixedWidthInteger>(_ type: T.Type) {
    for i in 0..<bytes.count / width {
      let value = bytes.loadUnaligned(fromByteOffset: i * width, as: T.self)
      bytes.storeBytes(of: value.byteSwapped, toByteOffset: i * width, as: T.self)
    }
  }
  switch width {
  case 2: swap(UInt16.self)
  case 4: swap(UInt32.self)
  case 8: swap(UInt64.self)
  default: break
  }
}
