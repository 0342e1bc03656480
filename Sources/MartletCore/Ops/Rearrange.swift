import CMartletKernels

// Elements repeated or in another order.

extension Tensor {
  /// One dim: a view of a contiguous tensor, else a copy.
  public func ravel() -> Tensor { contiguous().view(-1) }

  /// The tensor repeated along each dim; fewer counts than dims count for the last ones.
  public func tile(_ counts: Int...) -> Tensor { tile(counts) }
  public func tile(_ counts: [Int]) -> Tensor {
    self.repeat([Int](repeating: 1, count: Swift.max(dims.count - counts.count, 0)) + counts)
  }

  /// The columns of each matrix in reverse order (dim 1).
  public func fliplr() -> Tensor {
    require(dims.count >= 2, "fliplr", "expected at least 2 dimensions, got shape \(dims)")
    return flip(1)
  }

  /// The rows in reverse order (dim 0).
  public func flipud() -> Tensor {
    require(dims.count >= 1, "flipud", "expected at least 1 dimension, got a 0-d tensor")
    return flip(0)
  }

  /// Turned by `k` times 90° in the plane of two dims, from the first toward the second.
  public func rot90(_ k: Int = 1, _ plane: [Int] = [0, 1]) -> Tensor {
    require(dims.count >= 2 && plane.count == 2, "rot90", "expected two dims of a tensor of at least 2, got \(plane) and shape \(dims)")
    let d = wrapAll(plane, dims.count, "rot90")
    switch ((k % 4) + 4) % 4 {
    case 1: return flip(d[1]).transpose(d[0], d[1])
    case 2: return flip(d)
    case 3: return flip(d[0]).transpose(d[0], d[1])
    default: return clone()
    }
  }

  /// Each slice along a dim `repeats` times in a row; without `dim`, each element of the flattened tensor.
  public func repeatInterleave(_ repeats: Int, dim: Int? = nil) -> Tensor {
    guard let dim else { return reshape(-1).repeatInterleave(repeats, dim: 0) }
    require(repeats >= 0, "repeatInterleave", "repeats must not be negative, got \(repeats)")
    if dims.count == 0 { return reshape(1).repeatInterleave(repeats, dim: dim) }
    let d = wrap(dim, dims.count, "repeatInterleave")
    var wide = shape
    wide.insert(repeats, at: d + 1)
    var out = shape
    out[d] *= repeats
    return unsqueeze(d + 1).expand(wide).reshape(out).ownedCopy(of: self)
  }

  /// Slice i along a dim `repeats[i]` times in a row; `repeats` is an int32 or int64 vector of the dim's size, or of size 1.
  public func repeatInterleave(_ repeats: Tensor, dim: Int? = nil, outputSize: Int? = nil) -> Tensor {
    guard let dim else { return reshape(-1).repeatInterleave(repeats, dim: 0, outputSize: outputSize) }
    if dims.count == 0 { return reshape(1).repeatInterleave(repeats, dim: dim, outputSize: outputSize) }
    let d = wrap(dim, dims.count, "repeatInterleave")
    require(
      repeats.dtype == .int64 || repeats.dtype == .int32, "repeatInterleave", "repeats must be int32 or int64, got \(repeats.dtype)")
    require(
      repeats.dims.count <= 1 && (repeats.numel == 1 || repeats.numel == dims[d]), "repeatInterleave",
      "repeats of shape \(repeats.dims) do not fit dim \(d) of size \(dims[d])")
    let counts = repeats.to(.int64).reshape(-1).expand([dims[d]])
    require(!(counts .< 0).any().item(as: Bool.self), "repeatInterleave", "repeats must not be negative")
    let total = counts.sum().item(as: Int.self)
    require(
      outputSize == nil || outputSize == total, "repeatInterleave", "the repeats give \(total) slices, but outputSize is \(outputSize ?? 0)")
    let source = Tensor(empty: Dims([total]), .int64, device)
    if total > 0 {
      // Place j comes from the first slice whose running total is above j.
      backend.searchSorted(
        counts.cumsum(dim: 0), rows: 1, sharedRow: true, n: dims[d], values: Tensor.arange(total), m: total, right: true, out: source)
    }
    return indexSelect(dim: d, index: source)
  }

  /// Summed over the dims in which `size` is 1 or that it lacks: the reverse of `expand`. Stops when `size` does not expand to the shape.
  public func sumToSize(_ size: [Int]) -> Tensor {
    let target = Tensor.checkSizes("sumToSize", size)
    require(
      target.count <= dims.count && broadcastShape(target, dims) == dims, "sumToSize", "size \(target) does not expand to shape \(dims)")
    return target.count == 0 ? sum(dtype: dtype.isFloatingPoint ? dtype : nil) : sumToSize(target)
  }

  /// This tensor, or a copy where it still looks at the memory of `x`.
  private func ownedCopy(of x: Tensor) -> Tensor { bytes === x.bytes ? clone() : self }
}

/// Helpers around discrete Fourier transforms.
public enum FFT {
  /// Moves the zero frequency to the middle: each dim (all by default) rolled by half its size.
  public static func fftshift(_ x: Tensor, dim: [Int]? = nil) -> Tensor {
    let d = dim ?? Array(0..<x.ndim)
    return x.roll(d.map { x.size($0) / 2 }, d)
  }

  /// Undoes `fftshift`, for odd sizes too.
  public static func ifftshift(_ x: Tensor, dim: [Int]? = nil) -> Tensor {
    let d = dim ?? Array(0..<x.ndim)
    return x.roll(d.map { (x.size($0) + 1) / 2 }, d)
  }
}
