import CMartletKernels

// What a sorted dim tells: medians, modes, quantiles, the k-th value.

extension Tensor {
  /// The k-th smallest element along a dim (k from 1 on), with its position. NaN counts as the largest.
  public func kthvalue(_ k: Int, dim: Int = -1, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    let d = wrap(dim, dims.count, "kthvalue")
    let n = dims.count == 0 ? 1 : dims[d]
    require(k >= 1 && k <= n, "kthvalue", "k = \(k) is out of range for a dim of size \(n)")
    if dims.count == 0 { return (clone(), Tensor(filled: dims, .int(0), .int64, device)) }
    let (values, indices) = sort(dim: d)
    let (v, i) = (values.narrow(dim: d, start: k - 1, length: 1), indices.narrow(dim: d, start: k - 1, length: 1))
    return keepDim ? (v.clone(), i.clone()) : (v.squeeze(d).clone(), i.squeeze(d).clone())
  }

  /// The median over all elements, the lower of the two middle ones; NaN when any element is. Equal ones share the gradient.
  public func median() -> Tensor { middle("median", ignoringNaN: false) }
  /// The median along a dim, with its position; NaN when any element is.
  public func median(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    middle("median", ignoringNaN: false, dim, keepDim)
  }
  /// The median over the elements that are not NaN.
  public func nanmedian() -> Tensor { middle("nanmedian", ignoringNaN: true) }
  public func nanmedian(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    middle("nanmedian", ignoringNaN: true, dim, keepDim)
  }

  private func middle(_ op: StaticString, ignoringNaN: Bool) -> Tensor {
    if numel == 0 { return Tensor(filled: Dims(), dtype.isFloatingPoint ? .double(.nan) : .int(Int.min), dtype, device) }
    let y = noGrad { detach().reshape(-1).middle(op, ignoringNaN: ignoringNaN, 0, false).values }
    if !tracks(self) { return y }
    let x = Saved(self), out = Saved(output: y)
    return y.record(op, self, saving: [x, out]) { g in
      let hits = ((x() .== out()) .| (x().isnan() .& out().isnan())).to(g.dtype)
      return hits * (g / hits.sum())
    }
  }

  private func middle(_ op: StaticString, ignoringNaN: Bool, _ dim: Int, _ keepDim: Bool) -> (values: Tensor, indices: Tensor) {
    let d = wrap(dim, dims.count, op.description)
    if dims.count == 0 { return (clone(), Tensor(filled: dims, .int(0), .int64, device)) }
    require(dims[d] > 0, op.description, "a tensor of shape \(dims) has no element to choose along dim \(d)")
    let n = dims[d]
    let (values, indices) = sort(dim: d)
    let rank = noGrad { () -> Tensor in
      // NaN sorts last: the first of them stands where the numbers end.
      let numbers = detach().isnan().logicalNot().sum(dim: d, keepDim: true)
      if ignoringNaN { return (numbers - 1).div(2, roundingMode: .floor).clamp(min: 0) }
      return Tensor.where(numbers .< n, numbers, (n - 1) / 2)
    }
    let v = values.gather(dim: d, index: rank), i = indices.gather(dim: d, index: rank)
    return keepDim ? (v, i) : (v.squeeze(d), i.squeeze(d))
  }

  /// The most frequent element along a dim, the smallest of equally frequent ones, with a position of it.
  public func mode(dim: Int = -1, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    let d = wrap(dim, dims.count, "mode")
    if dims.count == 0 { return (clone(), Tensor(filled: dims, .int(0), .int64, device)) }
    require(dims[d] > 0, "mode", "a tensor of shape \(dims) has no element to choose along dim \(d)")
    let indices = noGrad { () -> Tensor in
      let (sorted, order) = detach().sort(dim: d)
      let position = Tensor.arange(dims[d], device: device).view(dims.indices.map { $0 == d ? -1 : 1 })
      // How far each element stands from the start of its run of equals.
      let length = dims[d] - 1
      let differs = sorted.narrow(dim: d, start: 1, length: length) .!= sorted.narrow(dim: d, start: 0, length: length)
      let first = Tensor(filled: differs.dims.setting(d, to: 1), .bool(true), .bool, device)
      let starts = Tensor.where(Tensor.cat([first, differs], dim: d), position, 0)
      let run = position - starts.cummax(dim: d).values
      return order.gather(dim: d, index: run.argmax(dim: d, keepDim: true))
    }
    let values = gather(dim: d, index: indices)
    return keepDim ? (values, indices) : (values.squeeze(d), indices.squeeze(d))
  }
}

extension Dims {
  /// The same sizes but for one.
  func setting(_ i: Int, to n: Int) -> Dims {
    var d = self
    d[i] = n
    return d
  }
}
