// Reading and writing by positions: in the flattened tensor, along one dim, or where a mask is true.

extension Tensor {
  /// The elements at int64 positions of the flattened tensor, in the shape of `index`; negative counts from the end.
  public func take(_ index: Tensor) -> Tensor {
    require(index.dtype == .int64, "take", "the index must be int64, got \(index.dtype)")
    return reshape(-1).index([.tensor(index)])
  }

  /// `gather` with index and tensor broadcast outside `dim`; without `dim`, both flattened.
  public func takeAlongDim(_ indices: Tensor, dim: Int? = nil) -> Tensor {
    guard let dim else { return reshape(-1).gather(dim: 0, index: indices.reshape(-1)) }
    require(
      dims.count == indices.dims.count, "takeAlongDim",
      "the indices (shape \(indices.dims)) must have as many dims as the tensor (shape \(dims))")
    let d = wrap(dim, dims.count, "takeAlongDim")
    if dims.count == 0 { return gather(dim: 0, index: indices) }
    var own = dims, other = indices.dims
    own[d] = 1
    other[d] = 1
    guard let common = broadcastShape(own, other) else {
      fail("takeAlongDim", "indices of shape \(indices.dims) and a tensor of shape \(dims) do not broadcast outside dim \(d)")
    }
    var source = common, target = common
    source[d] = dims[d]
    target[d] = indices.dims[d]
    let fromStart = Tensor.where(indices .< 0, indices + dims[d], indices)
    return expand(source.array).gather(dim: d, index: fromStart.expand(target.array))
  }

  /// Writes `source` at int64 positions of the flattened tensor, or adds it there; one element for each position.
  @discardableResult
  public func put_(_ index: Tensor, _ source: Tensor, accumulate: Bool = false) -> Tensor {
    require(index.dtype == .int64, "put_", "the index must be int64, got \(index.dtype)")
    require(source.dtype == dtype, "put_", "the source must have the tensor's dtype \(dtype), got \(source.dtype)")
    require(source.numel == index.numel, "put_", "\(source.numel) elements do not fit \(index.numel) positions")
    if isDense {
      view(-1).indexPut_([index.reshape(-1)], source.reshape(-1), accumulate: accumulate)
      return self
    }
    return copy_(put(index, source, accumulate: accumulate))
  }
  /// A copy with `source` at positions of the flattened tensor.
  public func put(_ index: Tensor, _ source: Tensor, accumulate: Bool = false) -> Tensor {
    clone().put_(index, source, accumulate: accumulate)
  }

  /// Overwrites the slices of a dim that `index` names with those of `source`.
  @discardableResult
  public func indexCopy_(dim: Int, index: Tensor, source: Tensor) -> Tensor {
    let d = wrap(dim, dims.count, "indexCopy_")
    require(source.dtype == dtype, "indexCopy_", "the source must have the tensor's dtype \(dtype), got \(source.dtype)")
    if dims.count == 0 {
      view(1).indexCopy_(dim: 0, index: index, source: source.reshape(-1))
      return self
    }
    let i = indexVector("indexCopy_", index, d)
    var fits = dims
    fits[d] = i.numel
    require(
      source.dims == fits, "indexCopy_", "a source of shape \(source.dims) does not fit \(i.numel) indices into dim \(d) of a tensor of shape \(dims)")
    var gathers = [Tensor?](repeating: nil, count: dims.count)
    gathers[d] = i
    scatter(gathers, source, accumulate: false)
    return self
  }
  /// A copy with the slices of a dim that `index` names overwritten.
  public func indexCopy(dim: Int, index: Tensor, source: Tensor) -> Tensor {
    clone().indexCopy_(dim: dim, index: index, source: source)
  }

  /// Sets the slices of a dim that `index` names to a number; negative indices count from the end.
  @discardableResult
  public func indexFill_(dim: Int, index: Tensor, value: some TensorNumber) -> Tensor {
    indexFill_(dim: dim, index: index, value: Tensor(filled: Dims(), value.scalar, dtype, device))
  }
  @discardableResult
  public func indexFill_(dim: Int, index: Tensor, value: Tensor) -> Tensor {
    let d = wrap(dim, dims.count, "indexFill_")
    require(value.dims.count == 0, "indexFill_", "the value must have no dims, got shape \(value.dims)")
    require(index.dims.count <= 1, "indexFill_", "the index must be a vector, got shape \(index.dims)")
    require(index.dtype == .int64, "indexFill_", "the index must be int64, got \(index.dtype)")
    // A mask, for indices may be repeated, and the number's gradient counts each place once.
    let size = dims.count == 0 ? 1 : dims[d]
    let mask = Tensor.zeros([size], dtype: .bool, device: device)
    mask.setIndex([.tensor(index.reshape(-1))], .bool(true))
    var fits = [Int](repeating: 1, count: dims.count)
    if dims.count > 0 { fits[d] = size }
    return maskedFill_(mask.view(fits), value)
  }
  /// A copy with the slices of a dim that `index` names set to a number.
  public func indexFill(dim: Int, index: Tensor, value: some TensorNumber) -> Tensor {
    clone().indexFill_(dim: dim, index: index, value: value)
  }
  public func indexFill(dim: Int, index: Tensor, value: Tensor) -> Tensor {
    clone().indexFill_(dim: dim, index: index, value: value)
  }

  /// Writes the elements of `source`, in order, where `mask` (which broadcasts) is true.
  ///
  /// Stops when `source` has too few elements or another dtype.
  @discardableResult
  public func maskedScatter_(_ mask: Tensor, _ source: Tensor) -> Tensor {
    require(mask.dtype == .bool, "maskedScatter_", "the mask must be bool, got \(mask.dtype)")
    require(source.dtype == dtype, "maskedScatter_", "the source must have the tensor's dtype \(dtype), got \(source.dtype)")
    require(
      broadcastShape(mask.dims, dims) == dims, "maskedScatter_", "a mask of shape \(mask.dims) does not broadcast to \(dims)")
    let places = mask.expand(shape).contiguous()
    let count = numel == 0 ? 0 : backend.countNonzero(mask: places)
    require(count <= source.numel, "maskedScatter_", "the mask is true \(count) times, but the source has \(source.numel) elements")
    let sourceDims = source.dims
    return inPlace("masked_scatter", [source], rule: { g, n in
      let used: Tensor? = n.needs(1) ? g.maskedSelect(places) : nil
      return [
        n.needs(0) ? g.maskedFill(places, 0) : nil,
        used.map { Tensor.cat([$0, Tensor.zeros([sourceDims.product - count], dtype: g.dtype)]).view(sourceDims.array) },
      ]
    }) {
      if count == 0 { return }
      let values = source.isDense ? source : Tensor(copying: source)
      if isDense {
        backend.maskedScatter(self, mask: places, source: values)
      } else {
        let rows = Tensor(copying: self)
        backend.maskedScatter(rows, mask: places, source: values)
        backend.copy(rows, to: self)
      }
    }
  }
  /// A copy, broadcast with `mask`, with the elements of `source` where `mask` is true.
  public func maskedScatter(_ mask: Tensor, _ source: Tensor) -> Tensor {
    expand(broadcast("maskedScatter", self, mask).array).clone().maskedScatter_(mask, source)
  }

  /// Positions in a flattened tensor of `shape` as one int64 tensor of coordinates a dim.
  public func unravelIndex(_ shape: [Int]) -> [Tensor] {
    require(dtype.isInteger, "unravelIndex", "positions must be integers, got \(dtype)")
    let d = Tensor.checkSizes("unravelIndex", shape), x = to(.int64)  // narrower types do not hold every stride
    require(
      numel == 0 || !(x .< -d.product).logicalOr(x .>= d.product).any().item(as: Bool.self), "unravelIndex",
      "a position lies outside the \(d.product) elements of a tensor of shape \(d)")
    let s = d.contiguousStrides
    return d.indices.map { x.floorDivide(s[$0]).remainder(Swift.max(d[$0], 1)) }
  }
}
