import CMartletKernels

extension CPUBackend {
  func im2col(_ shape: mk_pool_shape, _ x: Tensor, columns: Tensor) {
    eachSample(x, columns) { source, target in withUnsafePointer(to: shape) { mk_im2col(x.dtype.kernel, $0, source, target) } }
  }

  func col2im(_ shape: mk_pool_shape, columns: Tensor, _ x: Tensor) {
    eachSample(columns, x) { source, target in withUnsafePointer(to: shape) { mk_col2im(x.dtype.kernel, $0, source, target) } }
  }

  func adaptiveMaxPool(_ p: PoolShape, _ x: Tensor, y: Tensor, indices: Tensor) {
    var shape = p.shape
    mk_adaptive_max_pool(x.dtype.kernel, &shape, x.pointer, y.pointer, indices.int64Pointer)
  }

  /// Calls a kernel that takes one sample, once for each index of the first dim.
  private func eachSample(_ source: Tensor, _ target: Tensor, _ kernel: (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void) {
    let n = source.dims[0]
    let from = source.numel / n * source.dtype.itemSize, to = target.numel / n * target.dtype.itemSize
    for i in 0..<n { kernel(source.pointer + i * from, target.pointer + i * to) }
  }
}
