import CMartletKernels
import COneDNN

/// The sizes of a pooling, checked.
struct PoolShape {
  var shape: mk_pool_shape
  let max: Bool
  var countIncludePad = true
  var divisor = 0
  let spatial: Int
  let input: Dims, output: Dims
}

/// What the forward pass of a pooling leaves for the backward pass.
final class PoolMemo {
  let primitive: md_pool?
  let workspace: Storage?
  let source: PhysicalLayout?
  init(_ primitive: md_pool?, _ workspace: Storage?, _ source: PhysicalLayout?) {
    self.primitive = primitive
    self.workspace = workspace
    self.source = source
  }
}

extension PoolShape {
  init(
    _ op: String, _ x: Tensor, max: Bool, kernel: [Int], stride: [Int]?, padding: [Int], dilation: [Int] = [1], ceilMode: Bool, spatial n: Int
  ) {
    func each(_ v: [Int], _ name: String) -> [Int] {
      require(v.count == n || v.count == 1, op, "\(name) must be one number or \(n), got \(v)")
      return v.count == n ? v : [Int](repeating: v[0], count: n)
    }
    let k = each(kernel, "kernelSize"), st = stride.map { $0.isEmpty ? k : each($0, "stride") } ?? k
    let p = each(padding, "padding"), d = each(dilation, "dilation")
    require(x.dims.count == n + 2, op, "expected an input of \(n + 1) or \(n + 2) dims, got shape \(x.dims)")
    require(!max || x.dims[1] > 0, op, "an input of shape \(x.dims) has no channels")
    var out = Dims([x.dims[0], x.dims[1]])
    shape = mk_pool_shape()
    shape.planes = x.dims[0] * x.dims[1]
    for field in [\mk_pool_shape.in, \.out, \.kernel, \.stride, \.dilation] { shape[keyPath: field] = (1, 1, 1) }
    for i in 0..<n {
      let size = x.dims[i + 2]
      require(k[i] > 0 && st[i] > 0 && d[i] > 0, op, "kernelSize \(k), stride \(st) and dilation \(d) must be positive")
      require(p[i] >= 0 && 2 * p[i] <= k[i], op, "padding \(p) must be between 0 and half of kernelSize \(k)")
      let reach = d[i] * (k[i] - 1) + 1
      let room = size + 2 * p[i] - reach
      var o = room < 0 ? 0 : (ceilMode ? (room + st[i] - 1) / st[i] : room / st[i]) + 1
      if room < 0 && ceilMode && room + st[i] - 1 >= 0 { o = 1 }
      if ceilMode && (o - 1) * st[i] >= size + p[i] { o -= 1 }  // a window must start inside
      require(o > 0, op, "a window of \(k) does not fit an input of shape \(x.dims) with padding \(p)")
      out.append(o)
      let at = 3 - n + i
      withTuple(&shape.in) { $0[at] = size }
      withTuple(&shape.out) { $0[at] = o }
      withTuple(&shape.kernel) { $0[at] = k[i] }
      withTuple(&shape.stride) { $0[at] = st[i] }
      withTuple(&shape.padding) { $0[at] = p[i] }
      withTuple(&shape.dilation) { $0[at] = d[i] }
    }
    self.max = max
    spatial = n
    input = x.dims
    output = out
  }

  /// Adaptive pooling to `size` outputs a dim (nil: as many as there are).
  init(_ op: String, _ x: Tensor, max: Bool, adaptive size: [Int?], spatial n: Int) {
    require(x.dims.count == n + 2, op, "expected an input of \(n + 1) or \(n + 2) dims, got shape \(x.dims)")
    require(size.count == n || size.count == 1, op, "outputSize must be one number or \(n), got \(size)")
    var out = Dims([x.dims[0], x.dims[1]])
    shape = mk_pool_shape()
    shape.planes = x.dims[0] * x.dims[1]
    for field in [\mk_pool_shape.in, \.out, \.kernel, \.stride, \.dilation] { shape[keyPath: field] = (1, 1, 1) }
    for i in 0..<n {
      let want = size.count == n ? size[i] : size[0]
      let o = want ?? x.dims[i + 2]
      require(o >= 0 && x.dims[i + 2] > 0, op, "an input of shape \(x.dims) cannot be pooled to \(o) in dim \(i + 2)")
      out.append(o)
      withTuple(&shape.in) { $0[3 - n + i] = x.dims[i + 2] }
      withTuple(&shape.out) { $0[3 - n + i] = o }
    }
    self.max = max
    spatial = n
    input = x.dims
    output = out
  }
}

extension F {
  /// Adds a batch dim for the duration of an op that wants one.
  static func batched(_ x: Tensor, _ spatial: Int, _ body: (Tensor) -> Tensor) -> Tensor {
    x.dims.count == spatial + 1 ? body(x.unsqueeze(0)).squeeze(0) : body(x)
  }

  private static func maxPool(_ op: StaticString, _ x: Tensor, _ p: PoolShape) -> Tensor {
    if p.output.product == 0 { return Tensor(empty: p.output, x.dtype, x.device) }
    let (y, memo) = x.backend.pool(p, x.detach())
    if !tracks(x) { return y }
    let sx = Saved(x)
    return y.record(op, x, saving: [sx]) { g in
      let x = sx()
      if !tracks(g, x) { return g.backend.poolBackward(p, g, memo) }
      // A second derivative is wanted: the same gradient as a scatter, which is differentiable.
      let i = x.backend.maxPoolWithIndices(p, x.detach()).indices.view([p.shape.planes, -1])
      let flat = Tensor(filled: Dims([p.shape.planes, p.input.product / p.shape.planes]), .int(0), g.dtype, g.device)
      return flat.scatterAdd(dim: 1, index: i, src: g.reshape([p.shape.planes, -1])).view(p.input.array)
    }
  }

  private static func avgPool(_ op: StaticString, _ x: Tensor, _ p: PoolShape) -> Tensor {
    if p.output.product == 0 { return Tensor(empty: p.output, x.dtype, x.device) }
    let (y, memo) = x.backend.pool(p, x.detach())
    return tracks(x) ? y.record(op, x) { avgPoolBackward(op, $0, p, memo) } : y
  }

  /// Averaging is linear: the gradient of its gradient is averaging again.
  private static func avgPoolBackward(_ op: StaticString, _ g: Tensor, _ p: PoolShape, _ memo: PoolMemo?) -> Tensor {
    let dx = g.backend.poolBackward(p, g.detach(), memo)
    return tracks(g) ? dx.record(op, g) { avgPool(op, $0, p) } : dx
  }

  /// The largest element of each window, over (N, C, L) or (C, L). Stride defaults to the window.
  public static func maxPool1d(
    _ x: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, dilation: some IntOrArray = 1,
    ceilMode: Bool = false
  ) -> Tensor {
    batched(x, 1) { x in
      maxPool("max_pool1d", x, PoolShape("maxPool1d", x, max: true, kernel: kernelSize.ints, stride: stride.ints, padding: padding.ints, dilation: dilation.ints, ceilMode: ceilMode, spatial: 1))
    }
  }
  /// The largest element of each window, over (N, C, H, W) or (C, H, W).
  public static func maxPool2d(
    _ x: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, dilation: some IntOrArray = 1,
    ceilMode: Bool = false
  ) -> Tensor {
    batched(x, 2) { x in
      maxPool("max_pool2d", x, PoolShape("maxPool2d", x, max: true, kernel: kernelSize.ints, stride: stride.ints, padding: padding.ints, dilation: dilation.ints, ceilMode: ceilMode, spatial: 2))
    }
  }
  /// The largest element of each window, over (N, C, D, H, W) or (C, D, H, W).
  public static func maxPool3d(
    _ x: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, dilation: some IntOrArray = 1,
    ceilMode: Bool = false
  ) -> Tensor {
    batched(x, 3) { x in
      maxPool("max_pool3d", x, PoolShape("maxPool3d", x, max: true, kernel: kernelSize.ints, stride: stride.ints, padding: padding.ints, dilation: dilation.ints, ceilMode: ceilMode, spatial: 3))
    }
  }

  private static func avgPool(
    _ op: StaticString, _ n: Int, _ x: Tensor, _ k: [Int], _ stride: [Int], _ padding: [Int], _ ceilMode: Bool, _ countIncludePad: Bool, _ divisor: Int?
  ) -> Tensor {
    require(divisor != 0, op.description, "divisorOverride must not be 0")
    require(x.dtype.isFloatingPoint || x.dtype == .int64, op.description, "expected a floating-point or int64 tensor, got \(x.dtype)")
    return batched(x, n) { x in
      var p = PoolShape(op.description, x, max: false, kernel: k, stride: stride, padding: padding, ceilMode: ceilMode, spatial: n)
      p.countIncludePad = countIncludePad
      p.divisor = divisor ?? 0
      return x.dtype == .int64 ? integerAvgPool(op, x, p) : avgPool(op, x, p)
    }
  }

  /// The mean of integers, towards 0: sums and numbers of elements apart, so that the quotient is rounded once.
  private static func integerAvgPool(_ op: StaticString, _ x: Tensor, _ p: PoolShape) -> Tensor {
    var sum = p
    sum.divisor = 1
    let ones = Tensor.onesLike(x, dtype: .float64)
    let count = (avgPool(op, ones, sum) / avgPool(op, ones, p)).round()
    return (avgPool(op, x.double(), sum) / count).trunc().to(x.dtype)
  }

  /// The mean of each window, over (N, C, L) or (C, L).
  public static func avgPool1d(
    _ x: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true
  ) -> Tensor { avgPool("avg_pool1d", 1, x, kernelSize.ints, stride.ints, padding.ints, ceilMode, countIncludePad, nil) }
  /// The mean of each window, over (N, C, H, W) or (C, H, W).
  public static func avgPool2d(
    _ x: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true, divisorOverride: Int? = nil
  ) -> Tensor { avgPool("avg_pool2d", 2, x, kernelSize.ints, stride.ints, padding.ints, ceilMode, countIncludePad, divisorOverride) }
  /// The mean of each window, over (N, C, D, H, W) or (C, D, H, W).
  public static func avgPool3d(
    _ x: Tensor, _ kernelSize: some IntOrArray, stride: some IntOrArray = [Int](), padding: some IntOrArray = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true, divisorOverride: Int? = nil
  ) -> Tensor { avgPool("avg_pool3d", 3, x, kernelSize.ints, stride.ints, padding.ints, ceilMode, countIncludePad, divisorOverride) }

  private static func adaptiveAvg(_ op: StaticString, _ n: Int, _ x: Tensor, _ size: [Int?]) -> Tensor {
    require(x.dtype.isFloatingPoint, op.description, "expected a floating-point tensor, got \(x.dtype)")
    return batched(x, n) { x in adaptiveAvg(op, x, PoolShape(op.description, x, max: false, adaptive: size, spatial: n)) }
  }

  private static func adaptiveAvg(_ op: StaticString, _ x: Tensor, _ p: PoolShape) -> Tensor {
    let y = Tensor(empty: p.output, x.dtype, x.device)
    if y.numel > 0 { x.backend.adaptiveAvgPool(p, x.detach().contiguous(), y) }
    return tracks(x) ? y.record(op, x) { adaptiveAvgBackward(op, $0, p) } : y
  }

  private static func adaptiveAvgBackward(_ op: StaticString, _ g: Tensor, _ p: PoolShape) -> Tensor {
    let dx = Tensor(empty: p.input, g.dtype, g.device)
    if g.numel > 0 { g.backend.adaptiveAvgPoolBackward(p, g.detach().contiguous(), dx) } else { dx.backend.fill(dx, .int(0)) }
    return tracks(g) ? dx.record(op, g) { adaptiveAvg(op, $0, p) } : dx
  }

  /// Means of windows chosen so that the output has `outputSize`: window i covers ⌊i L / n⌋ … ⌈(i + 1) L / n⌉ − 1.
  public static func adaptiveAvgPool1d(_ x: Tensor, _ outputSize: some IntOrArray) -> Tensor { adaptiveAvg("adaptive_avg_pool1d", 1, x, outputSize.ints) }
  public static func adaptiveAvgPool2d(_ x: Tensor, _ outputSize: some IntOrArray) -> Tensor { adaptiveAvg("adaptive_avg_pool2d", 2, x, outputSize.ints) }
  public static func adaptiveAvgPool3d(_ x: Tensor, _ outputSize: some IntOrArray) -> Tensor { adaptiveAvg("adaptive_avg_pool3d", 3, x, outputSize.ints) }
  /// The same with the input's size where `outputSize` is nil.
  @_disfavoredOverload
  public static func adaptiveAvgPool2d(_ x: Tensor, _ outputSize: [Int?]) -> Tensor { adaptiveAvg("adaptive_avg_pool2d", 2, x, outputSize) }
  @_disfavoredOverload
  public static func adaptiveAvgPool3d(_ x: Tensor, _ outputSize: [Int?]) -> Tensor { adaptiveAvg("adaptive_avg_pool3d", 3, x, outputSize) }
}
