// Counts: of integers, and of numbers in intervals.

extension Tensor {
  /// How often 0, 1, 2, … occur in a vector of integers, or the sums of their `weights`; at least `minlength` counts.
  ///
  /// int64, or with weights float32 for float32 and float64 for all others. Stops on negative numbers.
  public func bincount(weights: Tensor? = nil, minlength: Int = 0) -> Tensor {
    require(dims.count == 1 && !dtype.isFloatingPoint && dtype != .bool, "bincount", "expected a vector of integers, got \(dtype) of shape \(dims)")
    require(minlength >= 0, "bincount", "minlength must not be negative, got \(minlength)")
    if let w = weights { require(w.dims == dims, "bincount", "weights of shape \(w.dims) do not fit the \(dims) tensor") }
    return noGrad {
      if numel == 0 { return Tensor(filled: Dims([minlength]), .int(0), .int64, device) }
      let (low, high) = numel == 0 ? (0, -1) : (min().item(as: Int.self), max().item(as: Int.self))
      require(low >= 0, "bincount", "expected no negative numbers, got \(low)")
      let bins = Swift.max(high + 1, minlength)
      guard let weights else { return counted(bins) }
      let type = weights.dtype == .float32 ? DType.float32 : .float64
      let sums = Tensor(filled: Dims([bins]), .int(0), type, device)
      return sums.scatterAdd_(dim: 0, index: to(.int64), src: weights.detach().to(type))
    }
  }

  /// How often each of the numbers below `bins` occurs among these integers, which are all of them below `bins`.
  private func counted(_ bins: Int) -> Tensor {
    let counts = Tensor(filled: Dims([bins]), .int(0), .int64, device)
    if numel > 0 { backend.bincount(detach().to(.int64).contiguous(), counts: counts) }
    return counts
  }

  /// How many elements fall into each of `bins` equal intervals from `min` to `max`, by default from the smallest to the largest element.
  /// Elements outside, and NaN, are not counted; floating-point only.
  public func histc(bins: Int = 100, min: Double = 0, max: Double = 0) -> Tensor {
    require(dtype.isFloatingPoint, "histc", "expected a floating-point tensor, got \(dtype)")
    require(bins > 0, "histc", "the number of bins must be positive, got \(bins)")
    require(min <= max, "histc", "max must not be less than min, got \(min) and \(max)")
    return noGrad {
      let (first, last) = detach().bounds("histc", min == max ? nil : (min, max), margin: 1)
      // The bounds in the tensor's dtype, or one written as 1e-5 would not hold an element that was too.
      func bound(_ b: Double) -> Tensor { Tensor(filled: Dims(), .double(b), dtype, device).to(dtype.compute) }
      let x = detach().reshape(-1).to(dtype.compute), low = bound(first), high = bound(last)
      let inside = min == max ? x : x.maskedSelect((x .>= low) .& (x .<= high))
      let place = (inside - low).mul_(Double(bins)).div_(high - low).long().clamp_(max: bins - 1)
      return place.counted(bins).to(dtype)
    }
  }

  /// The sum of `weight` (by default 1) over the elements in each interval between two neighbours of `bins`, which must rise; the last
  /// interval holds its right edge too. density: divided by the total and by the widths.
  public func histogram(_ bins: Tensor, weight: Tensor? = nil, density: Bool = false) -> (hist: Tensor, binEdges: Tensor) {
    require(dtype == .float32 || dtype == .float64, "histogram", "expected a float32 or float64 tensor, got \(dtype)")
    require(bins.dims.count == 1 && bins.numel >= 2, "histogram", "expected a vector of at least two edges, got shape \(bins.dims)")
    require(bins.dtype == dtype, "histogram", "the edges must have the tensor's dtype \(dtype), got \(bins.dtype)")
    if let w = weight {
      require(w.dims == dims && w.dtype == dtype, "histogram", "expected a \(dtype) weight of shape \(dims), got \(w.dtype) of shape \(w.dims)")
    }
    return noGrad {
      let x = detach().reshape(-1), edges = bins.detach().clone(), count = edges.numel - 1
      let inside = (x .>= edges[0]) .& (x .<= edges[-1])
      let place = (edges.searchsorted(x.maskedSelect(inside), right: true) - 1).clamp(max: count - 1)
      let hist = place.bincount(weights: weight?.detach().reshape(-1).maskedSelect(inside), minlength: count).to(dtype)
      if !density { return (hist, edges) }
      let widths = edges.narrow(dim: 0, start: 1, length: count) - edges.narrow(dim: 0, start: 0, length: count)
      return (hist / hist.sum() / widths, edges)
    }
  }

  /// The same with `bins` equal intervals over `range`, by default from the smallest to the largest element.
  public func histogram(
    _ bins: Int, range: (Double, Double)? = nil, weight: Tensor? = nil, density: Bool = false
  ) -> (hist: Tensor, binEdges: Tensor) {
    require(bins > 0, "histogram", "the number of bins must be positive, got \(bins)")
    let (low, high) = noGrad { detach().bounds("histogram", range, margin: 0.5) }
    let t = Tensor.arange(bins + 1, dtype: .float64, device: device) / bins  // exact at both ends, so that no extreme falls outside
    let edges = (1 - t) * low + t * high
    return histogram(edges.to(dtype), weight: weight, density: density)
  }

  /// The ends of a histogram: as given, else those of the data, apart by twice `margin` where all are equal.
  private func bounds(_ op: String, _ range: (Double, Double)?, margin: Double) -> (Double, Double) {
    var (low, high) = range ?? (numel == 0 ? (0, 1) : (min().item(), max().item()))
    require(low.isFinite && high.isFinite && low <= high, op, "expected a finite range that rises, got \(low) to \(high)")
    if low == high { (low, high) = (low - margin, high + margin) }
    return (low, high)
  }
}
