import CMartletKernels
import COneDNN

/// Normalisation on the CPU. Batch norm runs on a convolution's channel-blocked layout as it lies.
extension CPUBackend {
  func layerNorm(rms: Bool, _ x: Tensor, n: Int, _ w: Tensor?, _ b: Tensor?, eps: Double, y: Tensor, mean: Tensor?, rstd: Tensor) {
    mk_layer_norm(
      x.dtype.kernel, rms ? 1 : 0, x.numel / n, n, x.pointer, w?.pointer, b?.pointer, eps, y.pointer, mean?.pointer, rstd.pointer)
  }

  func layerNormBackward(
    rms: Bool, _ x: Tensor, n: Int, _ w: Tensor?, mean: Tensor?, rstd: Tensor, _ dy: Tensor, dx: Tensor?, dw: Tensor?, db: Tensor?
  ) {
    mk_layer_norm_backward(
      x.dtype.kernel, rms ? 1 : 0, x.numel / n, n, x.pointer, w?.pointer, mean?.pointer, rstd.pointer, dy.pointer, dx?.pointer,
      dw?.pointer, db?.pointer)
  }

  func groupNorm(_ x: Tensor, groups: Int, _ w: Tensor?, _ b: Tensor?, eps: Double, y: Tensor, mean: Tensor, rstd: Tensor) {
    let s = ChannelSizes(x)
    mk_group_norm(
      x.dtype.kernel, s.batch, s.channels, s.inner, groups, x.pointer, w?.pointer, b?.pointer, eps, y.pointer, mean.pointer, rstd.pointer)
  }

  func groupNormBackward(
    _ x: Tensor, groups: Int, _ w: Tensor?, mean: Tensor, rstd: Tensor, _ dy: Tensor, dx: Tensor?, dw: Tensor?, db: Tensor?
  ) {
    let s = ChannelSizes(x)
    mk_group_norm_backward(
      x.dtype.kernel, s.batch, s.channels, s.inner, groups, x.pointer, w?.pointer, mean.pointer, rstd.pointer, dy.pointer, dx?.pointer,
      dw?.pointer, db?.pointer)
  }

  func batchNorm(_ x: Tensor, _ w: Tensor?, _ b: Tensor?, eps: Double, y: Tensor, mean: Tensor, rstd: Tensor) {
    let s = ChannelSizes(x), lie = Lying(x, y)
    mk_batch_norm(
      x.dtype.kernel, s.batch, s.channels, s.inner, lie.block, lie.address(x), w?.pointer, b?.pointer, eps, lie.address(y), mean.pointer,
      rstd.pointer)
  }

  func batchNormApply(_ x: Tensor, _ w: Tensor?, _ b: Tensor?, mean: Tensor, rstd: Tensor, y: Tensor) {
    let s = ChannelSizes(x), lie = Lying(x, y)
    mk_batch_norm_apply(
      x.dtype.kernel, s.batch, s.channels, s.inner, lie.block, lie.address(x), w?.pointer, b?.pointer, mean.pointer, rstd.pointer,
      lie.address(y))
  }

  func batchNormBackward(
    training: Bool, _ x: Tensor, _ w: Tensor?, mean: Tensor, rstd: Tensor, _ dy: Tensor, dx: Tensor?, dw: Tensor?, db: Tensor?
  ) {
    let s = ChannelSizes(x), lie = Lying(x, dx), g = lie.block == 1 ? dy.contiguous() : dy.arranged(as: x.physical!)
    mk_batch_norm_backward(
      x.dtype.kernel, training ? 1 : 0, s.batch, s.channels, s.inner, lie.block, lie.address(x), w?.pointer, mean.pointer, rstd.pointer,
      lie.address(g), dx.map(lie.address), dw?.pointer, db?.pointer)
  }

  /// x (batch, channels, …).
  private struct ChannelSizes {
    let batch: Int, channels: Int, inner: Int
    init(_ x: Tensor) {
      (batch, channels) = (x.dims[0], x.dims[1])
      inner = x.numel / (batch * channels)
    }
  }

  /// Whether batch norm goes over tensors as they lie, `block` channels innermost, or over rows (block 1).
  private struct Lying {
    let block: Int

    init(_ x: Tensor, _ other: Tensor?) {
      guard let p = x.physical, x.dtype == .float32, !p.isPadded, other == nil || other!.physical?.layout == p.layout else {
        block = 1
        return
      }
      block = Swift.max(md_layout_inner_channels(p.layout), 1)
    }

    func address(_ t: Tensor) -> UnsafeMutableRawPointer { block == 1 ? t.pointer : t.bytes.physicalPointer }
  }
}
