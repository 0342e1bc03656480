// Elements, or slices along a dim, without repetitions.

extension Tensor {
  /// The distinct elements in rising order, or the distinct slices along `dim` in lexicographic order.
  public func unique(sorted: Bool = true, dim: Int? = nil) -> Tensor { unique(dim).output }
  /// With the place of each element among the distinct ones, and how often each occurs; nil where not asked for.
  public func unique(sorted: Bool = true, returnInverse: Bool = false, returnCounts: Bool = false, dim: Int? = nil)
    -> (output: Tensor, inverse: Tensor?, counts: Tensor?)
  {
    let (output, inverse, counts) = unique(dim)
    return (output, returnInverse ? inverse : nil, returnCounts ? counts : nil)
  }

  /// The elements, or slices along `dim`, without those that equal their predecessor.
  public func uniqueConsecutive(dim: Int? = nil) -> Tensor { uniqueConsecutive(dim).output }
  /// With the place of each element among those that stay, and the lengths of the runs; nil where not asked for.
  public func uniqueConsecutive(returnInverse: Bool = false, returnCounts: Bool = false, dim: Int? = nil)
    -> (output: Tensor, inverse: Tensor?, counts: Tensor?)
  {
    let (output, inverse, counts) = uniqueConsecutive(dim)
    return (output, returnInverse ? inverse : nil, returnCounts ? counts : nil)
  }

  private typealias Distinct = (output: Tensor, inverse: Tensor, counts: Tensor)

  private func unique(_ dim: Int?) -> Distinct {
    noGrad {
      guard let dim else {
        let (values, order) = detach().reshape(-1).sort()
        let d = values.runs(0)
        return (d.output, Tensor.zerosLike(order).scatter_(dim: 0, index: order, src: d.inverse).view(shape), d.counts)
      }
      let axis = wrap(dim, dims.count, "unique"), x = detach()
      let order = x.lexicographicOrder(axis)
      let d = x.indexSelect(dim: axis, index: order).runs(axis)
      return (d.output, Tensor.zerosLike(order).scatter_(dim: 0, index: order, src: d.inverse), d.counts)
    }
  }

  private func uniqueConsecutive(_ dim: Int?) -> Distinct {
    noGrad {
      if let dim { return detach().runs(wrap(dim, dims.count, "uniqueConsecutive")) }
      let d = detach().reshape(-1).runs(0)
      return (d.output, d.inverse.view(shape), d.counts)
    }
  }

  /// The runs of equal neighbours along a dim.
  private func runs(_ d: Int) -> Distinct {
    let n = dims[d]
    if n == 0 {
      let none = Tensor(empty: Dims([0]), .int64, device)
      return (self, none, none)
    }
    let rows = movedim(d, 0).reshape([n, numel / n])
    let differs = (rows.narrow(dim: 0, start: 1, length: n - 1) .!= rows.narrow(dim: 0, start: 0, length: n - 1)).any(dim: 1)
    let starts = Tensor.cat([Tensor.ones(1, dtype: .bool, device: device), differs])
    let first = starts.nonzero().reshape(-1)
    let next = Tensor.cat([first.narrow(dim: 0, start: 1, length: first.numel - 1), Tensor.full([1], n, dtype: .int64, device: device)])
    return (indexSelect(dim: d, index: first), starts.cumsum(dim: 0) - 1, next - first)
  }

  /// The order of the slices along a dim: stable sorts by every element of the slices, the first element last.
  private func lexicographicOrder(_ d: Int) -> Tensor {
    let n = dims[d]
    let columns = movedim(d, -1).reshape([n == 0 ? 0 : numel / n, n])
    return columns.unbind(dim: 0).reversed().reduce(Tensor.arange(n, device: device)) { order, column in
      order.gather(dim: 0, index: column.gather(dim: 0, index: order).argsort(stable: true))
    }
  }
}
