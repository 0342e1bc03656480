import CMartletKernels
import COneDNN

/// Matrix products and convolutions on the CPU: oneDNN where it has the dtype, a kernel of ours for float64 products, im2col and plain loops elsewhere.
extension CPUBackend {
  func gemm(_ p: GemmShape, alpha: Double, _ a: Tensor, _ b: Tensor, beta: Double, _ c: Tensor) {
    FlopCounter.add(p.batch * p.m * p.n * p.k)
    let r = p.batch == 1
      ? md_gemm(
        c.dtype.kernel, p.transA ? 1 : 0, p.transB ? 1 : 0, p.m, p.n, p.k, alpha, a.pointer, p.lda, b.pointer, p.ldb, beta, c.pointer, p.ldc)
      : md_gemm_batched(
        c.dtype.kernel, p.transA ? 1 : 0, p.transB ? 1 : 0, p.batch, p.m, p.n, p.k, alpha, a.pointer, p.lda, p.strideA, b.pointer, p.ldb,
        p.strideB, beta, c.pointer, p.ldc, p.strideC)
    if r != 0 { fail("matmul", String(cString: md_error())) }
  }

  private func primitive(_ s: ConvShape) -> md_conv? {
    if s.spec.dtype != MK_F32 && s.spec.dtype != MK_BF16 { return nil }
    return withUnsafePointer(to: s.spec) { md_conv_get($0) }
  }

  func conv(_ s: ConvShape, _ x: Tensor, _ w: Tensor, _ b: Tensor?) -> Tensor {
    guard let c = primitive(s) else { return GemmConvolution(s).forward(x, w, b) }
    FlopCounter.add(s.multiplyAdds)
    let y = Tensor(layout: md_conv_dst_layout(c), s.output, x.dtype)
    let (keepX, layout, address) = x.lying
    let weight = w.contiguous(), bias = b?.contiguous()
    let r = withExtendedLifetime((keepX, weight, bias)) {
      md_conv_forward(c, layout, address, weight.pointer, bias?.pointer, y.bytes.physicalPointer)
    }
    if r != 0 { fail("convolution", String(cString: md_error())) }
    return y
  }

  func convGradient(_ s: ConvShape, _ dy: Tensor) -> Tensor {
    guard let c = primitive(s), let layout = md_conv_diff_dst_layout(c), md_layout_is_plain(layout) == 0 else { return dy.contiguous() }
    return dy.arranged(as: PhysicalLayout(layout, s.output, dy.dtype))
  }

  func convBackwardInput(_ s: ConvShape, _ dy: Tensor, _ w: Tensor) -> Tensor {
    guard let c = primitive(s) else { return GemmConvolution(s).backwardInput(dy, w) }
    FlopCounter.add(s.multiplyAdds)
    let dx = Tensor(layout: md_conv_diff_src_layout(c), s.input, dy.dtype)
    let (keep, layout, address) = dy.lying
    let weight = w.contiguous()
    let r = withExtendedLifetime((keep, weight)) {
      md_conv_backward_data(c, layout, address, weight.pointer, dx.bytes.physicalPointer)
    }
    if r != 0 { fail("convolution backward", String(cString: md_error())) }
    return dx
  }

  func convBackwardWeight(_ s: ConvShape, _ x: Tensor, _ dy: Tensor, wantBias: Bool) -> (Tensor, Tensor?) {
    guard let c = primitive(s) else { return GemmConvolution(s).backwardWeight(x, dy, wantBias: wantBias) }
    FlopCounter.add(s.multiplyAdds)
    let dw = Tensor(empty: s.weight, x.dtype, x.device)
    let db = wantBias ? Tensor(empty: Dims([s.output[1]]), x.dtype, x.device) : nil
    let (keepX, xLayout, xAddress) = x.lying, (keepY, yLayout, yAddress) = dy.lying
    let r = withExtendedLifetime((keepX, keepY)) {
      md_conv_backward_weights(c, xLayout, xAddress, yLayout, yAddress, dw.pointer, db?.pointer)
    }
    if r != 0 { fail("convolution backward", String(cString: md_error())) }
    return (dw, db)
  }

  // MARK: Pooling

  func pool(_ p: PoolShape, _ x: Tensor) -> (y: Tensor, memo: PoolMemo?) {
    if let primitive = blockedPool(p, x) {
      let y = Tensor(layout: md_pool_dst_layout(primitive), p.output, x.dtype)
      let bytes = md_pool_workspace_bytes(primitive)
      let memo = PoolMemo(primitive, p.max && bytes > 0 ? Storage(bytes: bytes, device: .cpu) : nil, x.physical!)
      let r = md_pool_forward(primitive, x.bytes.physicalPointer, y.bytes.physicalPointer, memo.workspace?.pointer)
      if r != 0 { fail("pool", String(cString: md_error())) }
      return (y, memo)
    }
    let dense = x.contiguous(), y = Tensor(empty: p.output, x.dtype, x.device)
    var shape = p.shape
    if !p.max {
      mk_avg_pool(x.dtype.kernel, &shape, dense.pointer, y.pointer, p.countIncludePad ? 1 : 0, p.divisor)
      return (y, nil)
    }
    let taps = shape.kernel.0 * shape.kernel.1 * shape.kernel.2 <= 255
    let memo = Storage(bytes: y.numel * (taps ? 1 : 8), device: .cpu)
    mk_max_pool(
      x.dtype.kernel, &shape, dense.pointer, y.pointer, taps ? nil : memo.pointer.assumingMemoryBound(to: Int64.self),
      taps ? memo.pointer.assumingMemoryBound(to: UInt8.self) : nil)
    return (y, PoolMemo(nil, memo, nil))
  }

  func poolBackward(_ p: PoolShape, _ dy: Tensor, _ memo: PoolMemo?) -> Tensor {
    if let m = memo, let primitive = m.primitive, let source = m.source {
      let dx = Tensor(layout: source.layout, source.dims, dy.dtype)
      let (keep, layout, address) = dy.lying
      let r = withExtendedLifetime(keep) {
        md_pool_backward(primitive, layout, address, m.workspace?.pointer, dx.bytes.physicalPointer)
      }
      if r != 0 { fail("pool backward", String(cString: md_error())) }
      return dx
    }
    let dense = dy.contiguous(), dx = Tensor(empty: p.input, dy.dtype, dy.device)
    var shape = p.shape
    if !p.max {
      mk_avg_pool_backward(dy.dtype.kernel, &shape, dense.pointer, dx.pointer, p.countIncludePad ? 1 : 0, p.divisor)
    } else {
      let w = memo!.workspace!.pointer
      let taps = shape.kernel.0 * shape.kernel.1 * shape.kernel.2 <= 255
      mk_max_pool_backward(
        dy.dtype.kernel, &shape, dense.pointer, taps ? nil : w.assumingMemoryBound(to: Int64.self),
        taps ? w.assumingMemoryBound(to: UInt8.self) : nil, dx.pointer)
    }
    return dx
  }

  func maxPoolWithIndices(_ p: PoolShape, _ x: Tensor) -> (y: Tensor, indices: Tensor) {
    let dense = x.contiguous()
    let y = Tensor(empty: p.output, x.dtype, x.device), i = Tensor(empty: p.output, .int64, x.device)
    var shape = p.shape
    mk_max_pool(x.dtype.kernel, &shape, dense.pointer, y.pointer, i.int64Pointer, nil)
    return (y, i)
  }

  func adaptiveAvgPool(_ p: PoolShape, _ x: Tensor, _ y: Tensor) {
    var shape = p.shape
    mk_adaptive_avg_pool(x.dtype.kernel, &shape, x.pointer, y.pointer)
  }

  func adaptiveAvgPoolBackward(_ p: PoolShape, _ dy: Tensor, _ dx: Tensor) {
    var shape = p.shape
    mk_adaptive_avg_pool_backward(dy.dtype.kernel, &shape, dy.pointer, dx.pointer)
  }

  /// oneDNN's pooling where the input lies in a physical layout, so that it need not be put into rows.
  private func blockedPool(_ p: PoolShape, _ x: Tensor) -> md_pool? {
    guard let layout = x.physical, x.dtype == .float32, p.divisor == 0 else { return nil }
    var s = md_pool_spec()
    s.src = layout.layout
    s.max = p.max ? 1 : 0
    s.count_include_pad = p.countIncludePad ? 1 : 0
    s.spatial = Int32(p.spatial)
    let shift = 3 - p.spatial  // mk_pool_shape keeps its sizes at the end
    let from = (array(p.shape.in), array(p.shape.out), array(p.shape.kernel), array(p.shape.stride), array(p.shape.padding), array(p.shape.dilation))
    for i in 0..<p.spatial {
      let k = i + shift
      // Windows may end before the input does; oneDNN's shape rule rounds down and needs no negative padding for that.
      let end = max(0, (from.1[k] - 1) * from.3[k] + (from.2[k] - 1) * from.5[k] + 1 - from.0[k] - from.4[k])
      withTuple(&s.out) { $0[i] = from.1[k] }
      withTuple(&s.kernel) { $0[i] = from.2[k] }
      withTuple(&s.stride) { $0[i] = from.3[k] }
      withTuple(&s.padding) { $0[i] = from.4[k] }
      withTuple(&s.padding_end) { $0[i] = end }
      withTuple(&s.dilation) { $0[i] = from.5[k] }
    }
    return md_pool_get(&s)
  }
}

/// Convolution as matrix products over unfolded input, for the dtypes that oneDNN does not convolve.
struct GemmConvolution {
  private let s: ConvShape
  private let groups: Int, positions: Int, taps: Int
  private var window: mk_pool_shape

  init(_ shape: ConvShape) {
    s = shape
    groups = shape.spec.groups
    window = mk_pool_shape()
    // Of the two sides the windows slide over the larger one: the input, or a transposed convolution's output.
    let transposed = shape.spec.transposed != 0
    let (large, small) = transposed ? (array(shape.spec.out), array(shape.spec.in)) : (array(shape.spec.in), array(shape.spec.out))
    let n = shape.spatial
    window.planes = (transposed ? shape.spec.out_channels : shape.spec.in_channels) / groups
    var p = 1, t = 1
    for k in 0..<3 {
      let i = k - (3 - n)
      func put(_ field: inout (Int, Int, Int), _ v: Int) { withTuple(&field) { $0[k] = v } }
      put(&window.in, i < 0 ? 1 : large[i])
      put(&window.out, i < 0 ? 1 : small[i])
      put(&window.kernel, i < 0 ? 1 : array(shape.spec.kernel)[i])
      put(&window.stride, i < 0 ? 1 : array(shape.spec.stride)[i])
      put(&window.padding, i < 0 ? 0 : array(shape.spec.padding)[i])
      put(&window.dilation, i < 0 ? 1 : array(shape.spec.dilation)[i])
      if i >= 0 { p *= small[i]; t *= array(shape.spec.kernel)[i] }
    }
    positions = p
    taps = t
  }

  private var transposed: Bool { s.spec.transposed != 0 }

  /// Per sample and group: `small (rows, positions) = w · unfold(large)`.
  private func reduce(_ large: Tensor, _ w: Tensor, _ b: Tensor?, into small: Tensor) {
    let cols = Tensor(empty: Dims([window.planes * taps, positions]), large.dtype, large.device)
    each(large, small) { l, y, g in
      unfold(l, cols)
      Tensor.product(weight(w, g), cols, into: y)
    }
    if let b { small.addRaw(b.view([1, -1] + [Int](repeating: 1, count: s.spatial))) }
  }

  /// Per sample and group: `large = fold(wᵀ · small)`.
  private func spread(_ small: Tensor, _ w: Tensor, _ b: Tensor?, into large: Tensor) {
    large.backend.fill(large, .int(0))
    let cols = Tensor(empty: Dims([window.planes * taps, positions]), large.dtype, large.device)
    each(large, small) { l, y, g in
      Tensor.product(weight(w, g).t(), y, into: cols)
      var p = window
      mk_col2im(l.dtype.kernel, &p, cols.pointer, l.pointer)
    }
    if let b { large.addRaw(b.view([1, -1] + [Int](repeating: 1, count: s.spatial))) }
  }

  /// Both sides, one sample and one group at a time: `large` (planes, …) and `small` (rows, positions).
  private func each(_ large: Tensor, _ small: Tensor, _ body: (Tensor, Tensor, Int) -> Void) {
    noGrad {
      let rows = small.dims[1] / groups
      for i in 0..<large.dims[0] {
        for g in 0..<groups {
          let l = large.select(dim: 0, index: i).narrow(dim: 0, start: g * window.planes, length: window.planes)
          let y = small.select(dim: 0, index: i).narrow(dim: 0, start: g * rows, length: rows).view([rows, positions])
          body(l, y, g)
        }
      }
    }
  }

  private func unfold(_ l: Tensor, _ cols: Tensor) {
    var p = window
    mk_im2col(l.dtype.kernel, &p, l.pointer, cols.pointer)
  }

  /// The weight of one group as (rows, planes × taps).
  private func weight(_ w: Tensor, _ g: Int) -> Tensor {
    let rows = w.dims[0] / groups
    return w.detach().contiguous().narrow(dim: 0, start: g * rows, length: rows).view([rows, -1])
  }

  func forward(_ x: Tensor, _ w: Tensor, _ b: Tensor?) -> Tensor {
    let y = Tensor(empty: s.output, x.dtype, x.device)
    transposed ? spread(x.contiguous(), w, b, into: y) : reduce(x.contiguous(), w, b, into: y)
    return y
  }

  func backwardInput(_ dy: Tensor, _ w: Tensor) -> Tensor {
    let dx = Tensor(empty: s.input, dy.dtype, dy.device)
    transposed ? reduce(dy.contiguous(), w, nil, into: dx) : spread(dy.contiguous(), w, nil, into: dx)
    return dx
  }

  func backwardWeight(_ x: Tensor, _ dy: Tensor, wantBias: Bool) -> (Tensor, Tensor?) {
    let (large, small) = transposed ? (dy.contiguous(), x.contiguous()) : (x.contiguous(), dy.contiguous())
    let dw = Tensor(filled: s.weight, .int(0), x.dtype, x.device)
    let cols = Tensor(empty: Dims([window.planes * taps, positions]), x.dtype, x.device)
    each(large, small) { l, y, g in
      unfold(l, cols)
      let rows = s.weight[0] / groups
      let part = dw.narrow(dim: 0, start: g * rows, length: rows).view([rows, -1])
      Tensor.product(y, cols.t(), into: part, beta: 1)
    }
    return (dw, wantBias ? dy.sum(dim: [0] + Array(2..<dy.dims.count)) : nil)
  }
}
