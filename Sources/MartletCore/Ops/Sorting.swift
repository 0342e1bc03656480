import CMartletKernels

extension Tensor {
  /// This tensor with `d` as its last dim, dense, and how to bring a result back.
  private func lastDim(_ op: String, _ dim: Int) -> (x: Tensor, d: Int, rows: Int, n: Int) {
    let d = wrap(dim, dims.count, op)
    let x = noGrad { () -> Tensor in
      let y = detach()
      return (dims.count == 0 ? y.view(1) : y.movedim(d, -1)).contiguous()
    }
    let n = x.dims[x.dims.count - 1]
    return (x, d, n == 0 ? 0 : x.numel / n, n)
  }

  /// The elements in order along a dim, with the positions that they had. NaN counts as the largest; equal elements keep their order.
  public func sort(dim: Int = -1, descending: Bool = false, stable: Bool = false) -> (values: Tensor, indices: Tensor) {
    let (x, d, rows, n) = lastDim("sort", dim)
    let v = Tensor(empty: x.dims, dtype, device), i = Tensor(empty: x.dims, .int64, device)
    if x.numel > 0 { backend.sort(x, rows: rows, n: n, descending: descending, values: v, indices: i) }
    return picked("sort", v, i, d)
  }

  /// The positions that put the elements in order along a dim.
  public func argsort(dim: Int = -1, descending: Bool = false, stable: Bool = false) -> Tensor {
    noGrad { sort(dim: dim, descending: descending, stable: stable).indices }
  }

  /// The k largest (or smallest) elements along a dim, in order, with their positions.
  public func topk(_ k: Int, dim: Int = -1, largest: Bool = true, sorted: Bool = true) -> (values: Tensor, indices: Tensor) {
    let (x, d, rows, n) = lastDim("topk", dim)
    require(k >= 0 && k <= n, "topk", "k = \(k) is out of range for a dim of size \(n)")
    if dims.count == 0 { return (clone(), Tensor(filled: dims, .int(0), .int64, device)) }  // a number is its own, be k 0 or 1
    var shape = x.dims
    shape[shape.count - 1] = k
    let v = Tensor(empty: shape, dtype, device), i = Tensor(empty: shape, .int64, device)
    if v.numel > 0 { backend.topk(x, rows: rows, n: n, k: k, largest: largest, values: v, indices: i) }
    return picked("topk", v, i, d)
  }

  /// Values and indices with their dim back in place, and the gradient: each value's goes to where it came from.
  private func picked(_ op: StaticString, _ v: Tensor, _ i: Tensor, _ d: Int) -> (values: Tensor, indices: Tensor) {
    let isNumber = dims.count == 0
    let values = isNumber ? v.view([]) : v.movedim(-1, d).contiguous()
    let indices = isNumber ? i.view([]) : i.movedim(-1, d).contiguous()
    if tracks(self) {
      let whole = dims
      values.record(op, self) { g in
        if isNumber { return g }
        return Tensor(filled: whole, .int(0), g.dtype, g.device).scatterAdd(dim: d, index: indices, src: g)
      }
    }
    return (values, indices)
  }
}
