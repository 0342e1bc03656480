// Places in sorted rows, and counts by place.

extension Tensor {
  /// Where `values` would have to be inserted to keep the rows of `self`, sorted along the last dim, in order.
  ///
  /// `self` is one row for all values, or has the same leading dims as they. right: after equals, not before. `sorter` orders rows that are
  /// not sorted. int64, or int32 where `outInt32` is set.
  public func searchsorted(
    _ values: Tensor, outInt32: Bool = false, right: Bool = false, side: SearchSide? = nil, sorter: Tensor? = nil
  ) -> Tensor {
    require(dims.count > 0, "searchsorted", "the sorted sequence must have at least one dimension")
    require(dtype == values.dtype, "searchsorted", "the sorted sequence and the values differ in dtype: \(dtype) and \(values.dtype)")
    require(!(right && side == .left), "searchsorted", "side: .left contradicts right: true")
    if let sorter {
      require(
        sorter.dims == dims && sorter.dtype == .int64, "searchsorted",
        "the sorter must be int64 of shape \(dims), got \(sorter.dtype) of shape \(sorter.dims)")
    }
    let shared = dims.count == 1
    require(
      shared || (values.dims.count == dims.count && values.shape.dropLast() == shape.dropLast()), "searchsorted",
      "values of shape \(values.dims) do not have the leading dims of the sorted sequence of shape \(dims)")
    return noGrad {
      let rows = (sorter.map { gather(dim: -1, index: $0) } ?? self).detach().contiguous(), v = values.detach().contiguous()
      let out = Tensor(empty: values.dims, .int64, device)
      if out.numel > 0 {
        let n = rows.dims[rows.dims.count - 1], m = shared ? v.numel : v.dims[v.dims.count - 1]
        backend.searchSorted(
          rows, rows: shared ? 1 : v.numel / m, sharedRow: shared, n: n, values: v, m: m, right: right || side == .right, out: out)
      }
      return outInt32 ? out.to(.int32) : out
    }
  }
  public func searchsorted(
    _ value: some TensorNumber, outInt32: Bool = false, right: Bool = false, side: SearchSide? = nil, sorter: Tensor? = nil
  ) -> Tensor {
    searchsorted(Tensor(filled: Dims(), value.scalar, dtype, device), outInt32: outInt32, right: right, side: side, sorter: sorter)
  }

  /// On which side of equal elements a value is inserted.
  public enum SearchSide: Sendable { case left, right }

  /// The index of the bucket of each element: i where `boundaries[i − 1] < x ≤ boundaries[i]`; right: `≤` and `<` change places.
  public func bucketize(_ boundaries: Tensor, outInt32: Bool = false, right: Bool = false) -> Tensor {
    require(boundaries.dims.count == 1, "bucketize", "the boundaries must be a vector, got shape \(boundaries.dims)")
    let type = promoteTypes(dtype, boundaries.dtype)
    return boundaries.to(type).searchsorted(to(type), outInt32: outInt32, right: right)
  }

  /// Where elements are among those of `testElements`; NaN is among none. invert: where they are not.
  public func isin(_ testElements: Tensor, assumeUnique: Bool = false, invert: Bool = false) -> Tensor {
    noGrad {
      let type = resultType(self, testElements)
      let x = detach().to(type), test = testElements.detach().to(type).reshape(-1)
      let sorted = test.maskedSelect(.!test.isnan()).sort().values
      if sorted.numel == 0 { return Tensor(filled: dims, .bool(invert), .bool, device) }
      let place = sorted.searchsorted(x).clamp(max: sorted.numel - 1)
      let found = sorted.index([.tensor(place)]) .== x
      return invert ? .!found : found
    }
  }
  public func isin(_ testElement: some TensorNumber, assumeUnique: Bool = false, invert: Bool = false) -> Tensor {
    isin(Tensor(wrapping: testElement.scalar, device), assumeUnique: assumeUnique, invert: invert)
  }
}
