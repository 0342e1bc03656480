import CMartletKernels

// What readers and writers of files need to know of a tensor's memory.

extension Storage {
  /// The address of the first byte, of a storage on the CPU.
  package var address: UnsafeMutableRawPointer { pointer }

  /// Fresh memory on the CPU whose content the caller fills.
  package static func uninitialized(bytes: Int) -> Storage { Storage(bytes: bytes, device: .cpu) }

  /// Memory that `owner` keeps alive, such as a mapped file.
  package static func borrowing(_ start: UnsafeMutableRawPointer, bytes: Int, owner: AnyObject) -> Storage {
    Storage(borrowing: start, bytes: bytes, owner: owner)
  }
}

extension Tensor {
  /// The most dimensions that a tensor can have.
  package static var maximumRank: Int { Dims.maximum }

  /// A tensor over a part of `storage`; the caller has checked that every element lies inside.
  package convenience init(over storage: Storage, shape: [Int], stride: [Int]? = nil, offset: Int = 0, dtype: DType) {
    let dims = Dims(shape)
    let strides = stride.map { Dims($0) } ?? dims.contiguousStrides
    self.init(
      storage: storage, dims: dims, strides: strides, offset: offset, dtype: dtype, isDense: Tensor.isDense(dims, strides))
  }
}

/// Runs `body` over pieces of `0..<n` of at least `grain` items, on all threads that `setNumThreads` allows.
package func parallelFor(_ n: Int, grain: Int, _ body: (Range<Int>) -> Void) {
  withoutActuallyEscaping(body) { body in
    var context = body
    withUnsafeMutablePointer(to: &context) { pointer in
      mk_parallel_for(
        n, grain,
        { context, begin, end in
          context!.assumingMemoryBound(to: ((Range<Int>) -> Void).self).pointee(Int(begin)..<Int(end))
        }, pointer)
    }
  }
}
