// Copies with a part overwritten, the part given as a view names it.

extension Tensor {
  private func overwritten(_ op: String, _ src: Tensor, _ part: (Tensor) -> Tensor) -> Tensor {
    let y = clone(), target = part(y)
    require(src.dims == target.dims, op, "a source of shape \(src.dims) does not fit the part of shape \(target.dims)")
    target.copy_(src)
    return y
  }

  /// A copy with element `index` of a dim overwritten by `src`.
  public func selectScatter(_ src: Tensor, dim: Int, index: Int) -> Tensor {
    overwritten("selectScatter", src) { $0.select(dim: dim, index: index) }
  }

  /// A copy with start, start + step, … below `end` of a dim overwritten by `src`; bounds clamp.
  public func sliceScatter(_ src: Tensor, dim: Int = 0, start: Int? = nil, end: Int? = nil, step: Int = 1) -> Tensor {
    require(dims.count > 0, "sliceScatter", "a 0-d tensor has no dim to slice")
    let d = wrap(dim, dims.count, "sliceScatter")
    return overwritten("sliceScatter", src) { $0.slice(dim: d, start, end, step) }
  }

  /// A copy with a diagonal of two dims overwritten by `src`, whose last dim runs along it.
  public func diagonalScatter(_ src: Tensor, offset: Int = 0, dim1: Int = 0, dim2: Int = 1) -> Tensor {
    overwritten("diagonalScatter", src) { $0.diagonal(offset: offset, dim1: dim1, dim2: dim2) }
  }

  /// A copy with the places that sizes and strides name in the storage overwritten by `src`.
  public func asStridedScatter(_ src: Tensor, _ size: [Int], _ stride: [Int], storageOffset: Int? = nil) -> Tensor {
    let start = storageOffset ?? self.storageOffset
    let (d, s) = (Dims(size), Dims(stride))
    require(src.dims == d, "asStridedScatter", "a source of shape \(src.dims) does not fit size \(d)")
    let (own, ownStrides, ownStart) = (dims, strides, self.storageOffset)
    let count = bytes.byteCount / dtype.itemSize
    let (type, device) = (dtype, self.device)
    // The places are named in the whole storage, of which the tensor may be a part.
    let whole = Tensor(empty: Dims([count]), type, device)
    let y = whole.asStrided(own, ownStrides, ownStart)
    noGrad {
      whole.copy_(detach().asStrided(Dims([count]), Dims([1]), 0))
      whole.asStrided(size, stride, storageOffset: start).copy_(src)
    }
    let out = noGrad { y.clone() }
    if !tracks(self, src) { return out }
    return out.record("as_strided_scatter", [self, src]) { g, _ in
      let spread = Tensor(filled: Dims([count]), .int(0), type, device)
      spread.asStrided(own, ownStrides, ownStart).copy_(g)
      let gs = spread.asStrided(d, s, start).clone()
      spread.asStrided(d, s, start).zero_()
      return [spread.asStrided(own, ownStrides, ownStart), gs]
    }
  }
}
