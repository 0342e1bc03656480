import CMartletKernels

/// A tensor brought into the form `(outer, n, inner)` that reduction kernels take.
struct Reduction {
  let x: Tensor  // dense; its dims are outer…, reduced…, inner…
  let axis: Axis
  /// The result's shape, with and without the reduced dims.
  let kept: Dims, dropped: Dims
  let dims: [Int]

  init(_ op: String, _ source: Tensor, _ dim: [Int]?) {
    let d = (dim.map { wrapAll($0, source.dims.count, op) } ?? Array(source.dims.indices)).filter { source.dims.count > 0 && $0 >= 0 }
      .sorted()
    dims = d
    var kept = source.dims, dropped = Dims()
    for i in source.dims.indices {
      if d.contains(i) { kept[i] = 1 } else { dropped.append(source.dims[i]) }
    }
    self.kept = kept
    self.dropped = dropped
    let n = d.reduce(1) { $0 * source.dims[$1] }
    if let first = d.first, let last = d.last, last - first == d.count - 1, source.isDense {
      let outer = (0..<first).reduce(1) { $0 * source.dims[$1] }
      let inner = ((last + 1)..<source.dims.count).reduce(1) { $0 * source.dims[$1] }
      x = source
      axis = Axis(outer: outer, n: n, inner: inner)
    } else if d.isEmpty {
      x = noGrad { source.contiguous() }
      axis = Axis(outer: source.numel, n: 1, inner: 1)
    } else {
      let rest = source.dims.indices.filter { !d.contains($0) }
      let y = noGrad { source.detach().permute(rest + d) }
      x = y.isDense ? y : Tensor(copying: y)
      axis = Axis(outer: dropped.product, n: n, inner: 1)
    }
  }

  func output(_ keepDim: Bool, _ dtype: DType) -> Tensor { Tensor(empty: keepDim ? kept : dropped, dtype, x.device) }

  /// A reduced tensor seen with its reduced dims as size 1, to broadcast against the input.
  func spread(_ y: Tensor) -> Tensor { y.view(kept.array) }
}

/// An int or several: how dims, sizes and strides are given.
public protocol IntOrArray { var ints: [Int] { get } }
extension Int: IntOrArray { public var ints: [Int] { [self] } }
extension Array: IntOrArray where Element == Int { public var ints: [Int] { self } }

extension Tensor {
  // MARK: Sums and products

  /// The sum over all elements; integers and bool give int64.
  public func sum(dtype: DType? = nil) -> Tensor { sum(nil, false, dtype) }
  /// The sum over some dims.
  public func sum(dim: some IntOrArray, keepDim: Bool = false, dtype: DType? = nil) -> Tensor { sum(dim.ints, keepDim, dtype) }

  private func sum(_ dim: [Int]?, _ keepDim: Bool, _ dtype: DType?) -> Tensor {
    accumulated(dtype) { $0.sum(dim, keepDim) }
  }

  /// Runs a sum or product in `dtype` (default: int64 for integers and bool): integers are gathered in int64 and wrap at the end.
  private func accumulated(_ dtype: DType?, _ op: (Tensor) -> Tensor) -> Tensor {
    let type = dtype ?? (self.dtype.isFloatingPoint ? self.dtype : .int64)
    return type.isFloatingPoint || type == .int64 ? op(to(type)) : op(to(type).to(.int64)).to(type)
  }

  /// Of a floating-point or int64 tensor.
  private func sum(_ dim: [Int]?, _ keepDim: Bool) -> Tensor {
    let all = dim?.isEmpty == true ? nil : dim
    let r = Reduction("sum", self, all)
    let y = r.output(keepDim, dtype)
    if y.numel > 0 { backend.reduce(MK_REDUCE_SUM, r.x, r.axis, y, parameter: 0) }
    if !tracks(self) { return y }
    let kept = r.kept.array, shape = dims.array
    return y.record("sum", self) { g in g.view(kept).expand(shape) }
  }

  /// The mean over all elements; floating-point only.
  public func mean(dtype: DType? = nil) -> Tensor { mean(nil, false, dtype) }
  public func mean(dim: some IntOrArray, keepDim: Bool = false, dtype: DType? = nil) -> Tensor { mean(dim.ints, keepDim, dtype) }

  private func mean(_ dim: [Int]?, _ keepDim: Bool, _ dtype: DType?) -> Tensor {
    let type = dtype ?? self.dtype
    require(type.isFloatingPoint, "mean", "the result must be floating-point, but the dtype is \(type); pass dtype: or use float()")
    let s = sum(dim, keepDim, type == self.dtype ? nil : type)
    let n = numel / Swift.max(s.numel, 1)
    return s.numel == 0 ? s : s / (numel == 0 ? 0 : n)
  }

  /// The product over all elements; integers and bool give int64.
  public func prod(dtype: DType? = nil) -> Tensor { prod(nil, false, dtype) }
  /// The product over a dim.
  public func prod(dim: Int, keepDim: Bool = false, dtype: DType? = nil) -> Tensor { prod([dim], keepDim, dtype) }

  private func prod(_ dim: [Int]?, _ keepDim: Bool, _ dtype: DType?) -> Tensor {
    accumulated(dtype) { $0.prod(dim, keepDim) }
  }

  private func prod(_ dim: [Int]?, _ keepDim: Bool) -> Tensor {
    let x = self
    let r = Reduction("prod", x, dim)
    let y = r.output(keepDim, x.dtype)
    if y.numel > 0 { x.backend.reduce(MK_REDUCE_PROD, r.x, r.axis, y, parameter: 0) }
    if !tracks(x) { return y }
    let saved = Saved(x), d = dim?[0]
    return y.record("prod", x, saving: [saved]) { g in
      // Products of all the others, from both sides, so that zeros need no division.
      let x = saved()
      let (flat, axis) = d.map { (x, wrap($0, x.dims.count, "prod")) } ?? (x.reshape(-1), 0)
      if flat.dims.count == 0 { return g.view(x.shape) }
      let others = flat.exclusiveProduct(axis) * flat.flip(axis).exclusiveProduct(axis).flip(axis)
      return (others * g.view(d == nil ? [1] : r.kept.array)).view(x.shape)
    }
  }

  /// The product of what stands before each element along a dim.
  private func exclusiveProduct(_ d: Int) -> Tensor {
    var one = dims
    one[d] = 1
    if dims[d] == 0 { return self }
    let before = narrow(dim: d, start: 0, length: dims[d] - 1)
    return Tensor.cat([Tensor(filled: one, .int(1), dtype, device), before], dim: d).cumprod(dim: d)
  }

  // MARK: Largest and smallest

  /// The largest element; NaN wins. Equal ones share the gradient.
  public func max() -> Tensor { extreme("max", MK_REDUCE_MAX, nil, false) }
  /// The smallest element; NaN wins.
  public func min() -> Tensor { extreme("min", MK_REDUCE_MIN, nil, false) }
  /// The largest elements over some dims.
  public func amax(dim: some IntOrArray = [Int](), keepDim: Bool = false) -> Tensor { extreme("amax", MK_REDUCE_MAX, dim.ints, keepDim) }
  /// The smallest elements over some dims.
  public func amin(dim: some IntOrArray = [Int](), keepDim: Bool = false) -> Tensor { extreme("amin", MK_REDUCE_MIN, dim.ints, keepDim) }

  private func extreme(_ op: StaticString, _ kind: mk_reduce_op, _ dim: [Int]?, _ keepDim: Bool) -> Tensor {
    let r = Reduction(op.description, self, dim?.isEmpty == true ? nil : dim)
    let y = r.output(keepDim, dtype)
    if y.numel == 0 { return y }
    require(r.axis.n > 0, op.description, "a tensor of shape \(dims) has no element to choose along dims \(r.dims)")
    backend.reduce(kind, r.x, r.axis, y, parameter: 0)
    if !tracks(self) { return y }
    let x = Saved(self), out = Saved(output: y)
    return y.record(op, self, saving: [x, out]) { g in
      let hits = (x() .== r.spread(out())) .| (x().isnan() .& r.spread(out()).isnan())
      let share = hits.to(g.dtype)
      return share * (r.spread(g) / share.sum(dim: r.dims, keepDim: true))
    }
  }

  /// The largest elements along a dim, with their positions.
  public func max(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) { extremeWithIndex("max", true, dim, keepDim) }
  /// The smallest elements along a dim, with their positions.
  public func min(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) { extremeWithIndex("min", false, dim, keepDim) }

  private func extremeWithIndex(_ op: StaticString, _ wantMax: Bool, _ dim: Int, _ keepDim: Bool) -> (values: Tensor, indices: Tensor) {
    let r = Reduction(op.description, self, [dim])
    let values = r.output(keepDim, dtype), indices = r.output(keepDim, .int64)
    if values.numel > 0 {
      require(r.axis.n > 0, op.description, "a tensor of shape \(dims) has no element to choose along dim \(dim)")
      backend.reduceWithIndex(max: wantMax, r.x, r.axis, values: values, indices: indices)
    }
    if tracks(self) {
      let whole = dims
      values.record(op, self) { g in
        let z = Tensor(filled: whole, .int(0), g.dtype, g.device)
        if whole.count == 0 { return g.view(z.shape) }
        return z.scatter(dim: r.dims[0], index: r.spread(indices), src: r.spread(g))
      }
    }
    return (values, indices)
  }

  /// The position of the largest element, in the flattened tensor or along a dim; the first of equals.
  public func argmax(dim: Int? = nil, keepDim: Bool = false) -> Tensor { argExtreme("argmax", MK_REDUCE_ARGMAX, dim, keepDim) }
  /// The position of the smallest element.
  public func argmin(dim: Int? = nil, keepDim: Bool = false) -> Tensor { argExtreme("argmin", MK_REDUCE_ARGMIN, dim, keepDim) }

  private func argExtreme(_ op: String, _ kind: mk_reduce_op, _ dim: Int?, _ keepDim: Bool) -> Tensor {
    let r = Reduction(op, self, dim.map { [$0] })
    let y = r.output(keepDim, .int64)
    if y.numel == 0 { return y }
    require(r.axis.n > 0, op, "a tensor of shape \(dims) has no element to choose\(dim.map { " along dim \($0)" } ?? "")")
    backend.reduce(kind, r.x, r.axis, y, parameter: 0)
    return y
  }

  // MARK: Logic

  /// Whether any element is nonzero.
  public func any() -> Tensor { test("any", MK_REDUCE_ANY, nil, false) }
  public func any(dim: some IntOrArray, keepDim: Bool = false) -> Tensor { test("any", MK_REDUCE_ANY, dim.ints, keepDim) }
  /// Whether every element is nonzero.
  public func all() -> Tensor { test("all", MK_REDUCE_ALL, nil, false) }
  public func all(dim: some IntOrArray, keepDim: Bool = false) -> Tensor { test("all", MK_REDUCE_ALL, dim.ints, keepDim) }

  private func test(_ op: String, _ kind: mk_reduce_op, _ dim: [Int]?, _ keepDim: Bool) -> Tensor {
    let r = Reduction(op, self, dim)
    let y = r.output(keepDim, .bool)
    if y.numel > 0 { backend.reduce(kind, r.x, r.axis, y, parameter: 0) }
    return dtype == .uint8 ? y.to(.uint8) : y
  }

  // MARK: Spread

  /// The variance: squared deviations over n − correction (1: unbiased).
  public func `var`(correction: some TensorNumber = 1) -> Tensor { varMean("var", nil, false, correction.scalar.double, false).0 }
  public func `var`(dim: some IntOrArray, correction: some TensorNumber = 1, keepDim: Bool = false) -> Tensor {
    varMean("var", dim.ints, keepDim, correction.scalar.double, false).0
  }
  /// The standard deviation, the square root of the variance.
  public func std(correction: some TensorNumber = 1) -> Tensor { varMean("std", nil, false, correction.scalar.double, true).0 }
  public func std(dim: some IntOrArray, correction: some TensorNumber = 1, keepDim: Bool = false) -> Tensor {
    varMean("std", dim.ints, keepDim, correction.scalar.double, true).0
  }
  /// Variance and mean in one pass.
  public func varMean(dim: some IntOrArray, correction: some TensorNumber = 1, keepDim: Bool = false) -> (Tensor, Tensor) {
    varMean("var_mean", dim.ints, keepDim, correction.scalar.double, false)
  }
  public func varMean(correction: some TensorNumber = 1) -> (Tensor, Tensor) {
    varMean("var_mean", nil, false, correction.scalar.double, false)
  }
  public func stdMean(dim: some IntOrArray, correction: some TensorNumber = 1, keepDim: Bool = false) -> (Tensor, Tensor) {
    varMean("std_mean", dim.ints, keepDim, correction.scalar.double, true)
  }
  public func stdMean(correction: some TensorNumber = 1) -> (Tensor, Tensor) {
    varMean("std_mean", nil, false, correction.scalar.double, true)
  }

  private func varMean(_ op: StaticString, _ dim: [Int]?, _ keepDim: Bool, _ correction: Double, _ wantStd: Bool) -> (Tensor, Tensor) {
    require(dtype.isFloatingPoint, op.description, "only floating-point tensors have a variance, got \(dtype)")
    let r = Reduction(op.description, self, dim?.isEmpty == true ? nil : dim)
    let y = r.output(keepDim, dtype), mean = r.output(keepDim, dtype)
    if y.numel > 0 { backend.varMean(r.x, r.axis, variance: y, mean: mean, correction: correction, wantStd: wantStd) }
    if tracks(self) {
      let x = Saved(self), out = Saved(output: y)
      let n = Double(r.axis.n), degrees = Swift.max(n - correction, 0)
      recordAll(op, [y, mean], [self], saving: wantStd ? [x, out] : [x]) { g, _ in
        let x = x()
        var total: Tensor?
        if let g0 = g[0] {
          let scale = wantStd ? r.spread(g0 / (out() * degrees)) : r.spread(g0) * (2 / degrees)
          let d = scale * (x - x.mean(dim: r.dims, keepDim: true))
          total = wantStd ? Tensor.where(r.spread(out()) .== 0, 0, d) : d
        }
        if let g1 = g[1] {
          let m = (r.spread(g1) / n).expand(x.shape)
          total = total.map { $0 + m } ?? m
        }
        return [total]
      }
    }
    return (y, mean)
  }

  // MARK: Scans

  /// The sums of all elements up to each one along a dim.
  public func cumsum(dim: Int, dtype: DType? = nil) -> Tensor { accumulated(dtype) { $0.cumulativeSum(dim) } }

  private func cumulativeSum(_ dim: Int) -> Tensor {
    let x = self
    let y = x.scan("cumsum", MK_SCAN_SUM, dim)
    return tracks(x) ? y.record("cumsum", x) { $0.dims.count == 0 ? $0 : $0.flip(dim).cumsum(dim: dim).flip(dim) } : y
  }

  /// The products of all elements up to each one along a dim.
  public func cumprod(dim: Int, dtype: DType? = nil) -> Tensor { accumulated(dtype) { $0.cumulativeProduct(dim) } }

  private func cumulativeProduct(_ dim: Int) -> Tensor {
    let x = self
    let y = x.scan("cumprod", MK_SCAN_PROD, dim)
    if !tracks(x) { return y }
    let saved = Saved(x)
    return y.record("cumprod", x, saving: [saved]) { g in
      let x = saved()
      if x.dims.count == 0 { return g }
      let d = wrap(dim, x.dims.count, "cumprod")
      // d y_j / d x_i = prod of x_k, k ≤ j, k ≠ i: exact with zeros too, at quadratic cost along the dim.
      let parts = (0..<x.dims[d]).map { i -> Tensor in
        let ones = Tensor.onesLike(x.narrow(dim: d, start: i, length: 1))
        let head = x.narrow(dim: d, start: 0, length: i), tail = x.narrow(dim: d, start: i + 1, length: x.dims[d] - i - 1)
        let without = Tensor.cat([head, ones, tail], dim: d).cumprod(dim: d).narrow(dim: d, start: i, length: x.dims[d] - i)
        return (without * g.narrow(dim: d, start: i, length: x.dims[d] - i)).sum(dim: d, keepDim: true)
      }
      return parts.isEmpty ? Tensor.zerosLike(x) : Tensor.cat(parts, dim: d)
    }
  }

  func scan(_ op: String, _ kind: mk_scan_op, _ dim: Int) -> Tensor {
    let d = wrap(dim, dims.count, op)
    let x = contiguous()
    let y = Tensor(empty: dims, dtype, device)
    if numel > 0 {
      let r = dims.count == 0 ? Axis(outer: 1, n: 1, inner: 1) : x.axis(d)
      backend.scan(kind, x, r, y, indices: nil)
    }
    return y
  }

  /// A dim of a dense tensor as (outer, n, inner).
  func axis(_ d: Int) -> Axis {
    if dims.count == 0 { return Axis(outer: 1, n: 1, inner: 1) }
    var outer = 1, inner = 1
    for i in 0..<d { outer *= dims[i] }
    for i in (d + 1)..<Swift.max(dims.count, d + 1) { inner *= dims[i] }
    return Axis(outer: outer, n: dims[d], inner: inner)
  }
}
