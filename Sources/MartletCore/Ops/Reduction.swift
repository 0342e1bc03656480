import CMartletKernels

/// A tensor brought into the form `(outer, n, inner)` that reduction kernels take.
struct Reduction {
  let x: Tensor  // without gaps in memory, where its dims lie in the axis's order
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
    } else if let lying = Reduction.axis(source, d) {
      x = source
      axis = lying
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

  /// The dims as they lie in memory, or nil where they leave gaps, overlap, or would give the results in another order.
  private static func axis(_ source: Tensor, _ reduced: [Int]) -> Axis? {
    let order = source.dims.indices.filter { source.dims[$0] > 1 }.sorted { source.strides[$0] > source.strides[$1] }
    let kept = order.filter { !reduced.contains($0) }
    if source.numel == 0 || kept != kept.sorted() { return nil }
    var runs: [(isReduced: Bool, size: Int)] = [], stride = source.numel
    for i in order {
      stride /= source.dims[i]
      if source.strides[i] != stride { return nil }
      let isReduced = reduced.contains(i)
      if runs.last?.isReduced == isReduced { runs[runs.count - 1].size *= source.dims[i] } else { runs.append((isReduced, source.dims[i])) }
    }
    func next(_ isReduced: Bool) -> Int { runs.last?.isReduced == isReduced ? runs.removeLast().size : 1 }
    let inner = next(false), n = next(true), outer = next(false), repeats = next(true)
    // Each run of n elements leaves a total to be combined, which has to be worth more than a copy of the elements in order.
    return runs.isEmpty && (repeats == 1 || n >= 32) ? Axis(repeats: repeats, outer: outer, n: n, inner: inner) : nil
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
    accumulated(dtype) { x in
      let r = Reduction("sum", x, dim?.isEmpty == true ? nil : dim)
      let y = r.output(keepDim, x.dtype)
      if y.numel > 0 { x.backend.reduce(MK_REDUCE_SUM, r.x, r.axis, y, parameter: 0) }
      if !tracks(x) { return y }
      let kept = r.kept.array, shape = x.dims.array
      return y.record("sum", x) { g in g.view(kept).expand(shape) }
    }
  }

  /// Runs a sum, product or scan in `dtype` (default: int64 for integers and bool): integers are gathered in int64 and wrap at the end.
  func accumulated(_ dtype: DType?, _ op: (Tensor) -> Tensor) -> Tensor {
    let type = dtype ?? (self.dtype.isFloatingPoint ? self.dtype : .int64)
    return type.isFloatingPoint || type == .int64 ? op(to(type)) : op(to(type).to(.int64)).to(type)
  }

  /// The sum over the elements that are not NaN; integers and bool give int64.
  public func nansum(dtype: DType? = nil) -> Tensor { nansum(nil, false, dtype) }
  public func nansum(dim: some IntOrArray, keepDim: Bool = false, dtype: DType? = nil) -> Tensor { nansum(dim.ints, keepDim, dtype) }

  private func nansum(_ dim: [Int]?, _ keepDim: Bool, _ dtype: DType?) -> Tensor {
    accumulated(dtype) { x in
      if !x.dtype.isFloatingPoint || tracks(x) { return x.nanToZero().sum(dim, keepDim, x.dtype) }
      let r = Reduction("nansum", x, dim?.isEmpty == true ? nil : dim)
      let y = r.output(keepDim, x.dtype)
      if y.numel > 0 { x.backend.reduce(MK_REDUCE_NANSUM, r.x, r.axis, y, parameter: 0) }
      return y
    }
  }

  /// The gradient is multiplied by 0 where an element is NaN: the infinite one of a mean over no elements becomes NaN, as in PyTorch.
  private func nanToZero() -> Tensor {
    if !dtype.isFloatingPoint { return self }
    let isNaN = isnan()
    let y = noGrad { Tensor.where(isNaN, 0, self) }
    return y.record("nansum", self) { g in g * isNaN.logicalNot() }
  }

  /// The mean over the elements that are not NaN; floating-point only.
  public func nanmean(dtype: DType? = nil) -> Tensor { nanmean(nil, false, dtype) }
  public func nanmean(dim: some IntOrArray, keepDim: Bool = false, dtype: DType? = nil) -> Tensor { nanmean(dim.ints, keepDim, dtype) }

  private func nanmean(_ dim: [Int]?, _ keepDim: Bool, _ dtype: DType?) -> Tensor {
    let x = dtype.map { to($0) } ?? self
    require(x.dtype.isFloatingPoint, "nanmean", "the result must be floating-point, but the dtype is \(x.dtype); pass dtype: or use float()")
    let counted = x.isnan().logicalNot().sum(dim, keepDim, nil)
    return x.nansum(dim, keepDim, nil) / counted
  }

  /// How many elements are not 0.
  public func countNonzero() -> Tensor { countNonzero(nil) }
  public func countNonzero(dim: some IntOrArray) -> Tensor { countNonzero(dim.ints) }

  private func countNonzero(_ dim: [Int]?) -> Tensor {
    let r = Reduction("count_nonzero", self, dim?.isEmpty == true ? nil : dim)
    let y = r.output(false, .int64)
    if y.numel > 0 { backend.reduce(MK_REDUCE_COUNT_NONZERO, r.x, r.axis, y, parameter: 0) }
    return y
  }

  /// The mean over all elements; floating-point only.
  public func mean(dtype: DType? = nil) -> Tensor { mean(nil, false, dtype) }
  public func mean(dim: some IntOrArray, keepDim: Bool = false, dtype: DType? = nil) -> Tensor { mean(dim.ints, keepDim, dtype) }

  private func mean(_ dim: [Int]?, _ keepDim: Bool, _ dtype: DType?) -> Tensor {
    let type = dtype ?? self.dtype
    require(type.isFloatingPoint, "mean", "the result must be floating-point, but the dtype is \(type); pass dtype: or use float()")
    let x = to(type)
    let r = Reduction("mean", x, dim?.isEmpty == true ? nil : dim)
    let n = Double(r.axis.count)
    // A sum of many half-precision numbers may overflow where their mean does not.
    let y = noGrad { (x.sum(dim, keepDim, type.compute) / n).to(type) }
    if !tracks(x) { return y }
    let shape = x.dims.array
    return y.record("mean", x) { g in (r.spread(g) / n).expand(shape) }
  }

  /// The product over all elements; integers and bool give int64.
  public func prod(dtype: DType? = nil) -> Tensor { prod(nil, false, dtype) }
  /// The product over a dim.
  public func prod(dim: Int, keepDim: Bool = false, dtype: DType? = nil) -> Tensor { prod([dim], keepDim, dtype) }

  private func prod(_ dim: [Int]?, _ keepDim: Bool, _ dtype: DType?) -> Tensor {
    accumulated(dtype) { x in
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
  /// The largest elements over some dims. A NaN among them makes their gradients NaN.
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
      var hits = x() .== r.spread(out())
      // Where no element equals its extreme, which is NaN then, `amax` and `amin` divide by 0.
      if dim == nil { hits = hits .| (x().isnan() .& r.spread(out()).isnan()) }
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

  /// The smallest and the largest element, over all or along a dim.
  public func aminmax(dim: Int? = nil, keepDim: Bool = false) -> (min: Tensor, max: Tensor) {
    let over = dim.map { [$0] } ?? []
    return (extreme("aminmax", MK_REDUCE_MIN, over, keepDim), extreme("aminmax", MK_REDUCE_MAX, over, keepDim))
  }

  /// The position of the largest element, in the flattened tensor or along a dim; the first of equals.
  public func argmax(dim: Int? = nil, keepDim: Bool = false) -> Tensor { argExtreme("argmax", MK_REDUCE_ARGMAX, dim, keepDim) }
  /// The position of the smallest element.
  public func argmin(dim: Int? = nil, keepDim: Bool = false) -> Tensor { argExtreme("argmin", MK_REDUCE_ARGMIN, dim, keepDim) }

  private func argExtreme(_ op: String, _ kind: mk_reduce_op, _ dim: Int?, _ keepDim: Bool) -> Tensor {
    let r = dim.map { Reduction(op, self, [$0]) } ?? Reduction(op, detach().contiguous(), nil)
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

  /// A dim of a dense tensor as (outer, n, inner).
  func axis(_ d: Int) -> Axis {
    if dims.count == 0 { return Axis(outer: 1, n: 1, inner: 1) }
    var outer = 1, inner = 1
    for i in 0..<d { outer *= dims[i] }
    for i in (d + 1)..<Swift.max(dims.count, d + 1) { inner *= dims[i] }
    return Axis(outer: outer, n: dims[d], inner: inner)
  }
}
