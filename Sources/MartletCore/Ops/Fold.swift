import CMartletKernels

// Sliding blocks of an image as columns, and columns summed back into an image: each is the other's gradient.

extension F {
  /// The blocks of x (N, C, H, W) or (C, H, W) as columns: (N, C K K′, L), one column for each place of the window.
  public static func unfold(
    _ x: Tensor, kernelSize: some IntOrArray, dilation: some IntOrArray = 1, padding: some IntOrArray = 0, stride: some IntOrArray = 1
  ) -> Tensor {
    batched(x, 2) { x in
      require(x.dims.count == 4, "unfold", "expected an input of shape (N, C, H, W) or (C, H, W), got \(x.dims)")
      return columns(x, Blocks("unfold", x.dims, kernelSize.ints, dilation.ints, padding.ints, stride.ints))
    }
  }

  /// The sum of blocks x (N, C K K′, L) or (C K K′, L) at their places in an image: (N, C, H, W) for `outputSize` (H, W).
  ///
  /// Stops when L is not the number of places that a window has there.
  public static func fold(
    _ x: Tensor, outputSize: some IntOrArray, kernelSize: some IntOrArray, dilation: some IntOrArray = 1, padding: some IntOrArray = 0,
    stride: some IntOrArray = 1
  ) -> Tensor {
    batched(x, 1) { x in
      require(x.dims.count == 3, "fold", "expected an input of shape (N, C K K′, L) or (C K K′, L), got \(x.dims)")
      let size = Blocks.pair("fold", outputSize.ints, "outputSize"), kernel = Blocks.pair("fold", kernelSize.ints, "kernelSize")
      let taps = kernel[0] * kernel[1]
      require(
        taps > 0 && x.dims[1] % taps == 0, "fold",
        "the \(x.dims[1]) rows of shape \(x.dims) are not a multiple of the window's \(taps) elements")
      let blocks = Blocks(
        "fold", Dims([x.dims[0], x.dims[1] / taps, size[0], size[1]]), kernel, dilation.ints, padding.ints, stride.ints)
      require(
        x.dims[2] == blocks.places, "fold", "an output of \(size) has \(blocks.places) places for a window of \(kernel), but the input of shape \(x.dims) has \(x.dims[2])")
      return image(x, blocks)
    }
  }

  private static func columns(_ x: Tensor, _ b: Blocks) -> Tensor {
    let y = Tensor(empty: b.columns, x.dtype, x.device)
    if y.numel > 0 { x.backend.im2col(b.shape, x.detach().contiguous(), columns: y) }
    return tracks(x) ? y.record("im2col", x) { image($0, b) } : y
  }

  private static func image(_ x: Tensor, _ b: Blocks) -> Tensor {
    let y = Tensor(filled: b.image, .int(0), x.dtype, x.device)
    if y.numel > 0 && x.numel > 0 { x.backend.col2im(b.shape, columns: x.detach().contiguous(), y) }
    return tracks(x) ? y.record("col2im", x) { columns($0, b) } : y
  }
}

/// The sizes of sliding blocks, checked. `shape` is that of one sample.
private struct Blocks {
  var shape: mk_pool_shape
  let image: Dims, columns: Dims
  var places: Int { columns[2] }

  static func pair(_ op: String, _ v: [Int], _ name: String) -> [Int] {
    require(v.count == 1 || v.count == 2, op, "\(name) must be one number or two, got \(v)")
    return v.count == 2 ? v : [v[0], v[0]]
  }

  init(_ op: String, _ image: Dims, _ kernel: [Int], _ dilation: [Int], _ padding: [Int], _ stride: [Int]) {
    let k = Blocks.pair(op, kernel, "kernelSize"), d = Blocks.pair(op, dilation, "dilation")
    let p = Blocks.pair(op, padding, "padding"), s = Blocks.pair(op, stride, "stride")
    shape = mk_pool_shape()
    shape.planes = image[1]
    for field in [\mk_pool_shape.in, \.out, \.kernel, \.stride, \.dilation] { shape[keyPath: field] = (1, 1, 1) }
    var places = 1
    for i in 0..<2 {
      require(
        k[i] > 0 && d[i] > 0 && s[i] > 0 && p[i] >= 0, op,
        "kernelSize \(k), dilation \(d) and stride \(s) must be positive, padding \(p) not negative")
      let room = image[i + 2] + 2 * p[i] - d[i] * (k[i] - 1) - 1
      require(room >= 0, op, "a window of \(k) with dilation \(d) does not fit an image of shape \(image) with padding \(p)")
      places *= room / s[i] + 1
      withTuple(&shape.in) { $0[i + 1] = image[i + 2] }
      withTuple(&shape.out) { $0[i + 1] = room / s[i] + 1 }
      withTuple(&shape.kernel) { $0[i + 1] = k[i] }
      withTuple(&shape.stride) { $0[i + 1] = s[i] }
      withTuple(&shape.padding) { $0[i + 1] = p[i] }
      withTuple(&shape.dilation) { $0[i + 1] = d[i] }
    }
    self.image = image
    columns = Dims([image[0], image[1] * k[0] * k[1], places])
  }
}
