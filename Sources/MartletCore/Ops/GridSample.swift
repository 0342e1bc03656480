/// How `F.gridSample` finds a value between the elements.
public enum GridSampleMode: Sendable { case bilinear, nearest, bicubic }

/// What `F.gridSample` reads outside of the input: zeros, the border, or the input mirrored at its borders.
public enum GridSamplePadding: Sendable { case zeros, border, reflection }

extension F {
  /// The input (N, C, H, W) or (N, C, D, H, W) at the points of `grid` (N, H′, W′, 2) or (N, D′, H′, W′, 3): (N, C, H′, W′) or
  /// (N, C, D′, H′, W′).
  ///
  /// A point is (x, y) or (x, y, z), −1 and 1 being the input's edges, or the centres of its corner elements with `alignCorners`.
  /// (https://arxiv.org/abs/1506.02025)
  public static func gridSample(
    _ input: Tensor, _ grid: Tensor, mode: GridSampleMode = .bilinear, paddingMode: GridSamplePadding = .zeros, alignCorners: Bool = false
  ) -> Tensor {
    let op = "gridSample", n = input.dims.count - 2
    require(n == 2 || n == 3, op, "expected an input of shape (N, C, H, W) or (N, C, D, H, W), got \(input.dims)")
    require(
      grid.dims.count == n + 2 && grid.dims[0] == input.dims[0] && grid.dims[n + 1] == n, op,
      "a grid of shape \(grid.dims) does not fit an input of shape \(input.dims): expected (\(input.dims[0]), …, \(n)) with \(n + 2) dims")
    require(
      input.dtype == grid.dtype && input.dtype.isFloatingPoint, op,
      "input and grid must have one floating-point dtype, got \(input.dtype) and \(grid.dtype)")
    let sizes = Array(input.shape.suffix(n))
    require(sizes.allSatisfy { $0 > 0 }, op, "an input of shape \(input.dims) has no elements to sample")

    let x = input.widened, wide = grid.widened
    let sampler = GridSampler(x.flatten(startDim: 2), sizes, Array(grid.shape[1...n]), paddingMode, alignCorners)
    // The grid's last dim counts from the input's last dim backwards.
    let places = (0..<n).map { sampler.unnormalized(wide.select(dim: -1, index: n - 1 - $0), $0) }
    let y: Tensor
    switch mode {
    case .nearest: y = sampler.nearest(places)
    case .bilinear: y = sampler.linear(places)
    case .bicubic: y = sampler.cubic(places)
    }
    return y.to(input.dtype)
  }

  /// The points (N, H, W, 2) or (N, D, H, W, 3) to which the affine maps theta (N, 2, 3) or (N, 3, 4) take a regular grid over an
  /// output of `size` (N, C, H, W) or (N, C, D, H, W): what `gridSample` takes.
  public static func affineGrid(_ theta: Tensor, size: [Int], alignCorners: Bool = false) -> Tensor {
    let op = "affineGrid", n = size.count - 2
    require(n == 2 || n == 3, op, "size must be (N, C, H, W) or (N, C, D, H, W), got \(size)")
    require(size.allSatisfy { $0 > 0 }, op, "size must be positive, got \(size)")
    floating(theta, op)
    require(theta.shape == [size[0], n, n + 1], op, "expected theta of shape \([size[0], n, n + 1]) for size \(size), got \(theta.dims)")
    let wide = theta.widened, inner = Array(size.suffix(n))
    var columns: [Tensor] = []
    for d in (0..<n).reversed() {
      var shape = [Int](repeating: 1, count: n)
      shape[d] = inner[d]
      columns.append(axis(inner[d], alignCorners, wide.dtype).to(theta.device).view(shape).expand(inner))
    }
    columns.append(Tensor.ones(inner, dtype: wide.dtype, device: theta.device))
    let base = Tensor.stack(columns, dim: -1).view(1, -1, n + 1).expand([size[0], inner.reduce(1, *), n + 1])
    return base.bmm(wide.transpose(1, 2)).view([size[0]] + inner + [n]).to(theta.dtype)
  }

  /// The centres of `n` elements between −1 and 1.
  private static func axis(_ n: Int, _ alignCorners: Bool, _ dtype: DType) -> Tensor {
    let steps = Tensor.arange(n).to(dtype)
    if alignCorners { return n == 1 ? steps * 0 : steps * (2 / Double(n - 1)) - 1 }
    return (steps * 2 + 1) / n - 1
  }
}

/// Reads an input (N, C, volume) at places given as one tensor (N, output…) for each of its dims.
private struct GridSampler {
  let x: Tensor
  let sizes: [Int], output: [Int]
  let padding: GridSamplePadding
  let alignCorners: Bool

  init(_ x: Tensor, _ sizes: [Int], _ output: [Int], _ padding: GridSamplePadding, _ alignCorners: Bool) {
    self.x = x
    self.sizes = sizes
    self.output = output
    self.padding = padding
    self.alignCorners = alignCorners
  }

  /// From −1…1 to elements.
  func unnormalized(_ g: Tensor, _ d: Int) -> Tensor {
    let size = Double(sizes[d])
    return alignCorners ? (g + 1) * ((size - 1) / 2) : ((g + 1) * size - 1) / 2
  }

  /// Brings places inside, as the padding mode says; `.zeros` leaves them.
  private func folded(_ p: Tensor, _ d: Int) -> Tensor {
    let last = Double(sizes[d] - 1)
    switch padding {
    case .zeros: return p
    case .border: return F.hardtanh(p, minVal: 0, maxVal: last)  // no gradient on the border itself, as in PyTorch
    case .reflection:
      let low: Double = alignCorners ? 0 : -0.5, span: Double = alignCorners ? last : last + 1
      if span == 0 { return p * 0 }
      let distance = (p - low).abs()
      let turns = (distance.detach() / span).floor()
      let rest = distance - turns * span
      let odd = turns.remainder(2) .== 1
      return F.hardtanh(Tensor.where(odd, span - rest, rest) + low, minVal: 0, maxVal: last)
    }
  }

  /// The elements at whole places; those outside are zeros.
  private func read(_ at: [Tensor]) -> Tensor {
    var flat: Tensor?, inside: Tensor?
    for (d, p) in at.enumerated() {
      let ok = (p .>= 0) .& (p .<= sizes[d] - 1)
      let i = Tensor.where(ok, p, 0).to(.int64)
      flat = flat.map { $0 * sizes[d] + i } ?? i
      inside = inside.map { $0 .& ok } ?? ok
    }
    let (n, c) = (x.dims[0], x.dims[1]), count = output.reduce(1, *)
    let index = flat!.reshape([n, 1, count]).expand([n, c, count])
    let values = x.gather(dim: 2, index: index).view([n, c] + output)
    return Tensor.where(inside!.unsqueeze(1), values, 0)
  }

  func nearest(_ places: [Tensor]) -> Tensor { read(places.enumerated().map { folded($1, $0).detach().round() }) }

  func linear(_ places: [Tensor]) -> Tensor {
    let p = places.enumerated().map { folded($1, $0) }
    let low = p.map { $0.detach().floor() }
    return corners(p.count, low, 0...1) { d, k in
      let part = p[d] - low[d]
      return k == 0 ? 1 - part : part
    }
  }

  func cubic(_ places: [Tensor]) -> Tensor {
    let low = places.map { $0.detach().floor() }
    return corners(places.count, low, -1...2, fold: true) { d, k in
      let t = (places[d] - low[d] - Double(k)).abs(), a = -0.75
      if k == 0 || k == 1 {
        let inner: Tensor = t * (a + 2) - (a + 3)
        return inner * t * t + 1
      }
      let outer: Tensor = ((t - 5) * t + 8) * t - 4
      return outer * a
    }
  }

  /// Σ over the corners around each place of the element there times the product of its weights along the dims.
  private func corners(
    _ n: Int, _ low: [Tensor], _ reach: ClosedRange<Int>, fold: Bool = false, _ weight: (_ d: Int, _ k: Int) -> Tensor
  ) -> Tensor {
    let steps = Array(reach)
    let weights = (0..<n).map { d in steps.map { weight(d, $0) } }
    let at = (0..<n).map { d in steps.map { fold ? folded(low[d] + $0, d).round() : low[d] + $0 } }
    var total: Tensor?
    for corner in 0..<(0..<n).reduce(1, { product, _ in product * steps.count }) {
      var rest = corner, places: [Tensor] = [], w: Tensor?
      for d in 0..<n {
        let k = rest % steps.count
        rest /= steps.count
        places.append(at[d][k])
        w = w.map { $0 * weights[d][k] } ?? weights[d][k]
      }
      let term = read(places) * w!.unsqueeze(1)
      total = total.map { $0 + term } ?? term
    }
    return total!
  }
}
