import CMartletKernels

// Max pooling that tells where the maxima were, and its inverse. An index is a position in the flattened plane of its channel.

extension F {
  private static func indexed(_ n: Int, _ x: Tensor, _ body: (Tensor) -> (Tensor, Tensor)) -> (output: Tensor, indices: Tensor) {
    if x.dims.count != n + 1 { return body(x) }
    let (y, i) = body(x.unsqueeze(0))
    return (y.squeeze(0), i.squeeze(0))
  }

  /// The gradient of maxima goes to where they were.
  private static func recordMaxima(_ op: StaticString, _ y: Tensor, _ x: Tensor, _ indices: Tensor) {
    if !tracks(x) { return }
    let whole = x.dims, lead = [x.dims[0], x.dims[1]]
    y.record(op, x) { g in
      let flat = Tensor(filled: Dims(lead + [whole.array.dropFirst(2).reduce(1, *)]), .int(0), g.dtype, g.device)
      return flat.scatterAdd_(dim: 2, index: indices.flatten(startDim: 2), src: g.flatten(startDim: 2)).view(whole.array)
    }
  }

  private static func maxima(
    _ op: StaticString, _ n: Int, _ x: Tensor, _ kernel: [Int], _ stride: [Int], _ padding: [Int], _ dilation: [Int], _ ceilMode: Bool
  ) -> (output: Tensor, indices: Tensor) {
    indexed(n, x) { x in
      let p = PoolShape(
        op.description, x, max: true, kernel: kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode, spatial: n)
      if p.output.product == 0 { return (Tensor(empty: p.output, x.dtype, x.device), Tensor(empty: p.output, .int64, x.device)) }
      let (y, i) = x.backend.maxPoolWithIndices(p, x.detach())
      recordMaxima(op, y, x, i)
      return (y, i)
    }
  }

  /// `maxPool1d` with the position of each maximum: what `maxUnpool1d` needs.
  public static func maxPool1dWithIndices(
    _ x: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, dilation: some IntOrArray = 1,
    ceilMode: Bool = false
  ) -> (output: Tensor, indices: Tensor) {
    maxima("max_pool1d_with_indices", 1, x, kernelSize.ints, stride.ints, padding.ints, dilation.ints, ceilMode)
  }
  /// `maxPool2d` with the position of each maximum in its plane.
  public static func maxPool2dWithIndices(
    _ x: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, dilation: some IntOrArray = 1,
    ceilMode: Bool = false
  ) -> (output: Tensor, indices: Tensor) {
    maxima("max_pool2d_with_indices", 2, x, kernelSize.ints, stride.ints, padding.ints, dilation.ints, ceilMode)
  }
  /// `maxPool3d` with the position of each maximum in its volume.
  public static func maxPool3dWithIndices(
    _ x: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, dilation: some IntOrArray = 1,
    ceilMode: Bool = false
  ) -> (output: Tensor, indices: Tensor) {
    maxima("max_pool3d_with_indices", 3, x, kernelSize.ints, stride.ints, padding.ints, dilation.ints, ceilMode)
  }

  private static func adaptiveMaxima(_ op: StaticString, _ n: Int, _ x: Tensor, _ size: [Int?]) -> (output: Tensor, indices: Tensor) {
    floating(x, op.description)
    return indexed(n, x) { x in
      let p = PoolShape(op.description, x, max: true, adaptive: size, spatial: n)
      let inner = Array(x.shape.suffix(n)), out = Array(p.output.array.suffix(n))
      // Windows that tile the input are the usual ones, whose kernel is faster.
      if zip(inner, out).allSatisfy({ $1 > 0 && $0 > 0 && $0 % $1 == 0 }) {
        let kernel = zip(inner, out).map { $0 / $1 }
        return maxima(op, n, x, kernel, kernel, [0], [1], false)
      }
      let y = Tensor(empty: p.output, x.dtype, x.device), i = Tensor(empty: p.output, .int64, x.device)
      if y.numel > 0 { x.backend.adaptiveMaxPool(p, x.detach().contiguous(), y: y, indices: i) }
      recordMaxima(op, y, x, i)
      return (y, i)
    }
  }

  /// Maxima of windows chosen so that the output has `outputSize`: window i covers ⌊i L / n⌋ … ⌈(i + 1) L / n⌉ − 1.
  public static func adaptiveMaxPool1d(_ x: Tensor, _ outputSize: some IntOrArray) -> Tensor { adaptiveMaxPool1dWithIndices(x, outputSize).output }
  public static func adaptiveMaxPool2d(_ x: Tensor, _ outputSize: some IntOrArray) -> Tensor { adaptiveMaxPool2dWithIndices(x, outputSize).output }
  public static func adaptiveMaxPool3d(_ x: Tensor, _ outputSize: some IntOrArray) -> Tensor { adaptiveMaxPool3dWithIndices(x, outputSize).output }
  /// The same with the position of each maximum.
  public static func adaptiveMaxPool1dWithIndices(_ x: Tensor, _ outputSize: some IntOrArray) -> (output: Tensor, indices: Tensor) {
    adaptiveMaxima("adaptive_max_pool1d", 1, x, outputSize.ints)
  }
  public static func adaptiveMaxPool2dWithIndices(_ x: Tensor, _ outputSize: some IntOrArray) -> (output: Tensor, indices: Tensor) {
    adaptiveMaxima("adaptive_max_pool2d", 2, x, outputSize.ints)
  }
  public static func adaptiveMaxPool3dWithIndices(_ x: Tensor, _ outputSize: some IntOrArray) -> (output: Tensor, indices: Tensor) {
    adaptiveMaxima("adaptive_max_pool3d", 3, x, outputSize.ints)
  }
  /// The same with the input's size where `outputSize` is nil.
  @_disfavoredOverload
  public static func adaptiveMaxPool2dWithIndices(_ x: Tensor, _ outputSize: [Int?]) -> (output: Tensor, indices: Tensor) {
    adaptiveMaxima("adaptive_max_pool2d", 2, x, outputSize)
  }
  @_disfavoredOverload
  public static func adaptiveMaxPool3dWithIndices(_ x: Tensor, _ outputSize: [Int?]) -> (output: Tensor, indices: Tensor) {
    adaptiveMaxima("adaptive_max_pool3d", 3, x, outputSize)
  }
  @_disfavoredOverload
  public static func adaptiveMaxPool2d(_ x: Tensor, _ outputSize: [Int?]) -> Tensor { adaptiveMaxPool2dWithIndices(x, outputSize).output }
  @_disfavoredOverload
  public static func adaptiveMaxPool3d(_ x: Tensor, _ outputSize: [Int?]) -> Tensor { adaptiveMaxPool3dWithIndices(x, outputSize).output }

  private static func unpool(
    _ op: String, _ n: Int, _ x: Tensor, _ indices: Tensor, _ kernel: [Int], _ stride: [Int], _ padding: [Int], _ outputSize: [Int]?
  ) -> Tensor {
    require(indices.dtype == .int64, op, "expected int64 indices, got \(indices.dtype)")
    require(indices.dims == x.dims, op, "indices of shape \(indices.dims) do not fit an input of shape \(x.dims)")
    require(x.dims.count == n + 1 || x.dims.count == n + 2, op, "expected an input of \(n + 1) or \(n + 2) dims, got shape \(x.dims)")
    func each(_ v: [Int], _ name: String) -> [Int] {
      require(v.count == n || v.count == 1, op, "\(name) must be one number or \(n), got \(v)")
      return v.count == n ? v : [Int](repeating: v[0], count: n)
    }
    let k = each(kernel, "kernelSize"), s = stride.isEmpty ? k : each(stride, "stride"), p = each(padding, "padding")
    require(s.allSatisfy { $0 > 0 }, op, "stride \(s) must be positive")
    let lead = Array(x.shape.dropLast(n)), inner = Array(x.shape.suffix(n))
    let size = outputSize.map { Array($0.suffix(n)) } ?? (0..<n).map { (inner[$0] - 1) * s[$0] - 2 * p[$0] + k[$0] }
    require(size.count == n, op, "outputSize must have \(n) numbers, got \(size)")
    if outputSize != nil {
      for i in 0..<n {
        // As many sizes pool to the same number of windows.
        let usual = (inner[i] - 1) * s[i] - 2 * p[i] + k[i], fits = (usual - s[i] + 1)..<(usual + s[i])
        require(fits.contains(size[i]), op, "outputSize \(size) does not pool to \(inner): dim \(i) must be one of \(fits)")
      }
    }
    let volume = size.reduce(1, *)
    let flat = indices.reshape(lead + [inner.reduce(1, *)])
    if flat.numel > 0 {
      let low = flat.min().item(as: Int.self), high = flat.max().item(as: Int.self)
      require(low >= 0 && high < volume, op, "index \(low < 0 ? low : high) lies outside an output of \(size)")
    }
    let y = Tensor(filled: Dims(lead + [volume]), .int(0), x.dtype, x.device)
    return y.scatter_(dim: -1, index: flat, src: x.reshape(flat.shape)).view(lead + size)
  }

  /// Puts the elements of x (N, C, L) back where `maxPool1dWithIndices` found them, and 0 elsewhere.
  public static func maxUnpool1d(
    _ x: Tensor, _ indices: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0,
    outputSize: [Int]? = nil
  ) -> Tensor { unpool("maxUnpool1d", 1, x, indices, kernelSize.ints, stride.ints, padding.ints, outputSize) }
  public static func maxUnpool2d(
    _ x: Tensor, _ indices: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0,
    outputSize: [Int]? = nil
  ) -> Tensor { unpool("maxUnpool2d", 2, x, indices, kernelSize.ints, stride.ints, padding.ints, outputSize) }
  public static func maxUnpool3d(
    _ x: Tensor, _ indices: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0,
    outputSize: [Int]? = nil
  ) -> Tensor { unpool("maxUnpool3d", 3, x, indices, kernelSize.ints, stride.ints, padding.ints, outputSize) }

  /// `(Σ x^p)^(1/p)` of each window, over (N, C, L) or (C, L); for p = ±∞ the largest or smallest |x|. Stride defaults to the window. Stops when p is 0.
  public static func lpPool1d(
    _ x: Tensor, _ normType: Double, _ kernelSize: Int, stride: some IntOrArray = [Int](), ceilMode: Bool = false
  ) -> Tensor {
    lp("lpPool1d", x, normType, kernelSize) { avgPool1d($0, kernelSize, stride: stride, ceilMode: ceilMode) } largest: {
      maxPool1d($0, kernelSize, stride: stride, ceilMode: ceilMode)
    }
  }
  public static func lpPool2d(
    _ x: Tensor, _ normType: Double, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), ceilMode: Bool = false
  ) -> Tensor {
    lp("lpPool2d", x, normType, volume(kernelSize.ints, 2)) { avgPool2d($0, kernelSize, stride: stride, ceilMode: ceilMode) } largest: {
      maxPool2d($0, kernelSize, stride: stride, ceilMode: ceilMode)
    }
  }
  public static func lpPool3d(
    _ x: Tensor, _ normType: Double, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), ceilMode: Bool = false
  ) -> Tensor {
    lp("lpPool3d", x, normType, volume(kernelSize.ints, 3)) { avgPool3d($0, kernelSize, stride: stride, ceilMode: ceilMode) } largest: {
      maxPool3d($0, kernelSize, stride: stride, ceilMode: ceilMode)
    }
  }

  private static func volume(_ kernel: [Int], _ n: Int) -> Int { (0..<n).reduce(1) { $0 * kernel[kernel.count == n ? $1 : 0] } }

  private static func lp(
    _ op: String, _ x: Tensor, _ p: Double, _ volume: Int, _ average: (Tensor) -> Tensor, largest: (Tensor) -> Tensor
  ) -> Tensor {
    require(p != 0, op, "normType must not be 0")
    if p.isInfinite { return p > 0 ? largest(x.abs()) : -largest(-x.abs()) }
    let mean = average(x.widened.pow(p))
    // A sum of odd powers may be negative; its root is PyTorch's, a NaN unless 1/p is whole.
    return (mean * volume).pow(1 / p).to(x.dtype)
  }
}
