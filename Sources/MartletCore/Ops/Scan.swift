import CMartletKernels

// Scans: what has gathered up to each element along a dim.
extension Tensor {
  /// The sums of all elements up to each one along a dim.
  public func cumsum(dim: Int, dtype: DType? = nil) -> Tensor {
    accumulated(dtype) { x in
      let y = x.scan("cumsum", MK_SCAN_SUM, dim)
      return tracks(x) ? y.record("cumsum", x) { $0.dims.count == 0 ? $0 : $0.flip(dim).cumsum(dim: dim).flip(dim) } : y
    }
  }

  /// The products of all elements up to each one along a dim.
  public func cumprod(dim: Int, dtype: DType? = nil) -> Tensor { accumulated(dtype) { $0.cumulativeProduct(dim) } }

  private func cumulativeProduct(_ dim: Int) -> Tensor {
    let y = scan("cumprod", MK_SCAN_PROD, dim)
    if !tracks(self) { return y }
    let saved = Saved(self)
    return y.record("cumprod", self, saving: [saved]) { g in
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

  /// The largest of all elements up to each one along a dim, with its position; the last of equals.
  public func cummax(dim: Int) -> (values: Tensor, indices: Tensor) { cumulativeExtreme("cummax", MK_SCAN_MAX, dim) }
  /// The smallest of all elements up to each one along a dim, with its position; the last of equals.
  public func cummin(dim: Int) -> (values: Tensor, indices: Tensor) { cumulativeExtreme("cummin", MK_SCAN_MIN, dim) }

  private func cumulativeExtreme(_ op: StaticString, _ kind: mk_scan_op, _ dim: Int) -> (values: Tensor, indices: Tensor) {
    let indices = Tensor(empty: dims, .int64, device)
    let values = scan(op.description, kind, dim, indices: indices)
    if tracks(self) {
      let whole = dims
      values.record(op, self) { g in Tensor(filled: whole, .int(0), g.dtype, g.device).scatterAdd(dim: dim, index: indices, src: g) }
    }
    return (values, indices)
  }

  /// `log Σ exp(x)` of all elements up to each one along a dim, without overflow; floating-point only.
  public func logcumsumexp(dim: Int) -> Tensor {
    require(dtype.isFloatingPoint, "logcumsumexp", "expected a floating-point tensor, got \(dtype)")
    let y = scan("logcumsumexp", MK_SCAN_LOGSUMEXP, dim)
    if !tracks(self) { return y }
    let x = Saved(self), out = Saved(output: y)
    return y.record("logcumsumexp", self, saving: [x, out]) { g in
      // Σ_j≥i g_j exp(x_i − y_j), with the two signs of g apart so that each sum is again one of exponentials.
      if g.dims.count == 0 { return g }
      let none: Double = -.infinity
      func part(_ sign: Double) -> Tensor {
        let signed = g * sign
        let counts = signed .> 0
        // What does not count is kept out before the difference, or −∞ − −∞ would make NaN of it.
        let logs = Tensor.where(counts, Tensor.where(counts, signed, 1.0).log() - out(), none)
        return (logs.flip(dim).logcumsumexp(dim: dim).flip(dim) + x()).exp()
      }
      return part(1) - part(-1)
    }
  }

  private func scan(_ op: String, _ kind: mk_scan_op, _ dim: Int, indices: Tensor? = nil) -> Tensor {
    let d = wrap(dim, dims.count, op)
    let x = contiguous()
    let y = Tensor(empty: dims, dtype, device)
    if numel > 0 { backend.scan(kind, x, x.axis(d), y, indices: indices) }
    return y
  }
}
