// Differences along a dim, and the sums that undo them: diff, gradient, trapezoid.

extension Tensor {
  /// The n-th difference `x[i + 1] − x[i]` along a dim, after `prepend` and `append` were joined to its ends; of bool: `.^`.
  public func diff(n: Int = 1, dim: Int = -1, prepend: Tensor? = nil, append: Tensor? = nil) -> Tensor {
    require(dims.count > 0, "diff", "expected at least 1 dimension, got a 0-d tensor")
    require(n >= 0, "diff", "the order must not be negative, got \(n)")
    let d = wrap(dim, dims.count, "diff")
    if n == 0 { return clone() }
    for end in [prepend, append].compactMap(\.self) {
      require(
        end.dims.count == dims.count && end.dims.setting(d, to: 0) == dims.setting(d, to: 0), "diff",
        "what is prepended or appended, of shape \(end.dims), must fit the tensor of shape \(dims) but in dim \(d)")
    }
    let parts = [prepend, self, append].compactMap { $0 }
    var x = parts.count == 1 ? self : Tensor.cat(parts, dim: d)
    for _ in 0..<n {
      let length = Swift.max(x.dims[d] - 1, 0)
      let (after, before) = (x.narrow(dim: d, start: x.dims[d] - length, length: length), x.narrow(dim: d, start: 0, length: length))
      x = x.dtype == .bool ? after .^ before : after - before
    }
    return x
  }

  /// The integral along a dim by the trapezoidal rule, between points `dx` apart.
  public func trapezoid(dx: Double = 1, dim: Int = -1) -> Tensor {
    require(dims.count > 0, "trapezoid", "expected at least 1 dimension, got a 0-d tensor")
    let d = wrap(dim, dims.count, "trapezoid")
    if dims[d] == 0 { return sum(dim: d).to(dtype) }
    let ends = select(dim: d, index: 0) + select(dim: d, index: -1)
    return (sum(dim: d) - ends * 0.5) * dx
  }
  /// The integral along a dim by the trapezoidal rule, at the points `x`: a vector, or a tensor that broadcasts.
  public func trapezoid(_ x: Tensor, dim: Int = -1) -> Tensor { trapezoids("trapezoid", x, 1, dim).sum(dim: dim) }
  /// The integrals up to each point but the first.
  public func cumulativeTrapezoid(dx: Double = 1, dim: Int = -1) -> Tensor {
    trapezoids("cumulativeTrapezoid", nil, dx, dim).cumsum(dim: dim)
  }
  public func cumulativeTrapezoid(_ x: Tensor, dim: Int = -1) -> Tensor { trapezoids("cumulativeTrapezoid", x, 1, dim).cumsum(dim: dim) }

  /// The areas between neighbouring points.
  private func trapezoids(_ op: String, _ x: Tensor?, _ dx: Double, _ dim: Int) -> Tensor {
    require(dims.count > 0, op, "expected at least 1 dimension, got a 0-d tensor")
    let d = wrap(dim, dims.count, op), length = Swift.max(dims[d] - 1, 0)
    let heights = narrow(dim: d, start: dims[d] - length, length: length) + narrow(dim: d, start: 0, length: length)
    guard let x else { return heights * (dx / 2) }
    require(x.dims.count > 0, op, "the points must have at least 1 dimension")
    // A vector of points runs along `dim`; other points line up with the tensor from the right.
    let steps = x.dims.count == 1 ? x.diff().view(dims.indices.map { $0 == d ? -1 : 1 }) : x.diff(dim: d - (dims.count - x.dims.count))
    return heights * steps / 2
  }

  /// The derivative along each of `dim` (all when nil) by second-order differences between points `spacing` apart.
  ///
  /// edgeOrder: 1 or 2, the order of the one-sided differences at the two ends. Stops when a dim has no more than edgeOrder elements.
  public func gradient(spacing: some TensorNumber = 1.0, dim: (some IntOrArray)? = Optional<[Int]>.none, edgeOrder: Int = 1) -> [Tensor] {
    let d = gradientDims(dim?.ints, edgeOrder)
    return d.map { slope($0, at: nil, step: spacing.scalar.double, edgeOrder) }
  }
  /// With a distance for each dim.
  public func gradient(spacing: [Double], dim: (some IntOrArray)? = Optional<[Int]>.none, edgeOrder: Int = 1) -> [Tensor] {
    let d = gradientDims(dim?.ints, edgeOrder)
    require(spacing.count == d.count, "gradient", "expected a spacing for each of \(d.count) dims, got \(spacing.count)")
    return zip(d, spacing).map { slope($0, at: nil, step: $1, edgeOrder) }
  }
  /// With the places of the points, a vector for each dim.
  public func gradient(spacing: [Tensor], dim: (some IntOrArray)? = Optional<[Int]>.none, edgeOrder: Int = 1) -> [Tensor] {
    let d = gradientDims(dim?.ints, edgeOrder)
    require(spacing.count == d.count, "gradient", "expected the places for each of \(d.count) dims, got \(spacing.count)")
    for (i, places) in zip(d, spacing) {
      require(
        places.dims == Dims([dims[i]]), "gradient", "expected \(dims[i]) places for dim \(i), got a tensor of shape \(places.dims)")
    }
    return zip(d, spacing).map { slope($0, at: $1, step: 1, edgeOrder) }
  }

  private func gradientDims(_ dim: [Int]?, _ edgeOrder: Int) -> [Int] {
    require(edgeOrder == 1 || edgeOrder == 2, "gradient", "edgeOrder must be 1 or 2, got \(edgeOrder)")
    let d = dim.map { wrapAll($0, dims.count, "gradient") } ?? Array(dims.indices)
    for i in d {
      require(dims.count > 0 && dims[i] > edgeOrder, "gradient", "dim \(i) of shape \(dims) must have more than \(edgeOrder) elements")
    }
    return d
  }

  /// The derivative along one dim. With steps h and k on the two sides of a point, the inner one is
  /// `(h² f₊ + (k² − h²) f − k² f₋) / (h k (h + k))`. (https://pytorch.org/docs/stable/generated/torch.gradient.html)
  private func slope(_ d: Int, at places: Tensor?, step: Double, _ edgeOrder: Int) -> Tensor {
    let n = dims[d]
    let x = dtype.isFloatingPoint ? self : to(defaultDType())
    let shape = dims.indices.map { $0 == d ? -1 : 1 }
    let steps = (places?.to(places!.dtype.isFloatingPoint ? places!.dtype : x.dtype).diff() ?? Tensor.full([n - 1], step, dtype: x.dtype, device: device)).view(shape)
    func f(_ start: Int, _ length: Int = 1) -> Tensor { x.narrow(dim: d, start: start, length: length) }
    func h(_ start: Int, _ length: Int = 1) -> Tensor { steps.narrow(dim: d, start: start, length: length) }
    let slopes = x.diff(dim: d) / steps
    func secant(_ i: Int) -> Tensor { slopes.narrow(dim: d, start: i, length: 1) }
    // One-sided ends: of order 2, the secant of the first step, bent by the change from it to the next.
    func end(_ i: Int, _ next: Int) -> Tensor {
      if edgeOrder == 1 { return secant(i) }
      let bend = (secant(i) - secant(next)) / (h(i) + h(next))
      return secant(i) + bend * h(i)
    }
    let first = end(0, 1), last = end(n - 2, n - 3)
    if n == 2 { return Tensor.cat([first, last], dim: d) }
    let (before, after) = (h(0, n - 2), h(1, n - 2))
    let inner = (slopes.narrow(dim: d, start: 0, length: n - 2) * after + slopes.narrow(dim: d, start: 1, length: n - 2) * before) / (before + after)
    return Tensor.cat([first, inner, last], dim: d)
  }
}
