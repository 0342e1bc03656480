import CMartletKernels

/// Reductions, scans, softmax and cross-entropy on the CPU.
extension CPUBackend {
  func reduce(_ op: mk_reduce_op, _ x: Tensor, _ a: Axis, _ out: Tensor, parameter: Double) {
    mk_reduce(op, x.dtype.kernel, a.repeats, a.outer, a.n, a.inner, x.pointer, out.pointer, parameter)
  }

  func reduceWithIndex(max: Bool, _ x: Tensor, _ a: Axis, values: Tensor, indices: Tensor) {
    mk_reduce_with_index(
      max ? 1 : 0, x.dtype.kernel, a.outer, a.n, a.inner, x.pointer, values.pointer, indices.int64Pointer)
  }

  func varMean(_ x: Tensor, _ a: Axis, variance: Tensor, mean: Tensor?, correction: Double, wantStd: Bool) {
    mk_var_mean(
      x.dtype.kernel, a.repeats, a.outer, a.n, a.inner, x.pointer, variance.pointer, mean?.pointer, correction, wantStd ? 1 : 0)
  }

  func scan(_ op: mk_scan_op, _ x: Tensor, _ a: Axis, _ out: Tensor, indices: Tensor?) {
    mk_scan(op, x.dtype.kernel, a.outer, a.n, a.inner, x.pointer, out.pointer, indices?.int64Pointer)
  }

  func softmax(log: Bool, _ x: Tensor, _ a: Axis, _ y: Tensor) {
    mk_softmax(log ? 1 : 0, x.dtype.kernel, a.outer, a.n, a.inner, x.pointer, y.pointer)
  }

  func softmaxBackward(log: Bool, _ y: Tensor, _ dy: Tensor, _ a: Axis, _ dx: Tensor) {
    mk_softmax_backward(log ? 1 : 0, y.dtype.kernel, a.outer, a.n, a.inner, y.pointer, dy.pointer, dx.pointer)
  }

  func crossEntropy(
    _ x: Tensor, _ target: Tensor, _ weight: Tensor?, ignoreIndex: Int, smoothing: Double, loss: Tensor, lse: Tensor
  ) -> Int? {
    let row = mk_cross_entropy(
      x.dtype.kernel, x.dims[0], x.dims[1], x.pointer, target.int64Pointer, weight?.pointer, Int64(ignoreIndex), smoothing,
      loss.pointer, lse.pointer)
    return row < 0 ? nil : row
  }

  func crossEntropyBackward(
    _ x: Tensor, _ target: Tensor, _ weight: Tensor?, ignoreIndex: Int, smoothing: Double, lse: Tensor, g: Tensor,
    scale: Double, dx: Tensor
  ) {
    mk_cross_entropy_backward(
      x.dtype.kernel, x.dims[0], x.dims[1], x.pointer, target.int64Pointer, weight?.pointer, Int64(ignoreIndex), smoothing,
      lse.pointer, g.pointer, g.numel == 1 && x.dims[0] != 1 ? 1 : 0, scale, dx.pointer)
  }
}

extension Tensor {
  @inline(__always) var int64Pointer: UnsafeMutablePointer<Int64> { pointer.assumingMemoryBound(to: Int64.self) }
  @inline(__always) var bytePointer: UnsafeMutablePointer<UInt8> { pointer.assumingMemoryBound(to: UInt8.self) }
}
