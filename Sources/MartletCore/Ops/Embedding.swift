import CMartletKernels

extension F {
  /// The rows of weight (V, D) that the ids x (…) name: (…, D).
  ///
  /// The row `paddingIdx` gets no gradient. With `maxNorm`, rows that are read and whose `normType` norm is larger are first scaled down
  /// to it, in place. `scaleGradByFreq` divides a row's gradient by how often it is named. Stops on an id outside 0 ..< V.
  public static func embedding(
    _ x: Tensor, _ weight: Tensor, paddingIdx: Int? = nil, maxNorm: Double? = nil, normType: Double = 2, scaleGradByFreq: Bool = false
  ) -> Tensor {
    let ids = checkedIDs("embedding", x, weight)
    let padding = paddingRow("embedding", paddingIdx, weight)
    if let maxNorm { renormalize(weight, ids, maxNorm, normType) }
    return rows(weight, ids, padding, scaleGradByFreq).view(x.shape + [weight.dims[1]])
  }

  private static func checkedIDs(_ op: String, _ x: Tensor, _ weight: Tensor) -> Tensor {
    require(weight.dims.count == 2, op, "expected a weight of shape (V, D), got \(weight.dims)")
    require(x.dtype == .int64 || x.dtype == .int32, op, "expected int64 or int32 ids, got \(x.dtype)")
    let ids = x.to(.int64).reshape([x.numel]).contiguous(), size = weight.dims[0]
    if ids.numel > 0 {
      let low = ids.min().item(as: Int.self), high = ids.max().item(as: Int.self)
      require(low >= 0 && high < size, op, "id \(low < 0 ? low : high) is out of range: expected 0…\(size - 1)")
    }
    return ids
  }

  private static func paddingRow(_ op: String, _ index: Int?, _ weight: Tensor) -> Int {
    guard let index else { return -1 }
    let n = weight.dims[0]
    require(index >= -n && index < n, op, "paddingIdx \(index) is not a row of a weight of shape \(weight.dims)")
    return index < 0 ? index + n : index
  }

  /// Scales rows of the weight that are too long down to `maxNorm`.
  private static func renormalize(_ weight: Tensor, _ ids: Tensor, _ maxNorm: Double, _ normType: Double) {
    noGrad {
      let used = weight.detach().indexSelect(dim: 0, index: ids)
      let norm = used.norm(p: normType, dim: 1, keepDim: true)
      let scale = Tensor.where(norm .> maxNorm, maxNorm / (norm + 1e-7), 1)
      weight.indexPut_([ids], used * scale)
    }
  }

  private static func rows(_ weight: Tensor, _ ids: Tensor, _ padding: Int, _ byFrequency: Bool) -> Tensor {
    let y = noGrad { weight.detach().indexSelect(dim: 0, index: ids) }
    if !tracks(weight) { return y }
    let whole = weight.dims
    return y.record("embedding", weight) { g in
      var g = g
      if byFrequency {
        let counts = Tensor(filled: Dims([whole[0]]), .int(0), g.dtype, g.device)
          .indexAdd(dim: 0, index: ids, source: Tensor(filled: ids.dims, .int(1), g.dtype, g.device))
        g = g / counts.indexSelect(dim: 0, index: ids).unsqueeze(1)
      }
      let dw = Tensor(filled: whole, .int(0), g.dtype, g.device)
      if tracks(g) {
        let kept = padding < 0 ? g : Tensor.where((ids .== padding).unsqueeze(1), 0, g)
        return dw.indexAdd(dim: 0, index: ids, source: kept)
      }
      if g.numel > 0 { g.backend.embeddingBackward(ids, g.contiguous(), dweight: dw, paddingIndex: padding) }
      return dw
    }
  }

  /// What `embeddingBag` makes of the rows of a bag.
  public enum EmbeddingBagMode: Sendable { case sum, mean, max }

  /// Sums, means or maxima of bags of rows of weight (V, D), without their order: (B, D).
  ///
  /// The ids are (B, n), a bag a row, or (L) with `offsets` (B), where each bag begins (with `includeLastOffset` one more, where the last
  /// one ends). `perSampleWeights`, for sums, has the ids' shape. Ids equal to `paddingIdx` are left out; an empty bag gives zeros.
  public static func embeddingBag(
    _ x: Tensor, _ weight: Tensor, offsets: Tensor? = nil, maxNorm: Double? = nil, normType: Double = 2, scaleGradByFreq: Bool = false,
    mode: EmbeddingBagMode = .mean, perSampleWeights: Tensor? = nil, includeLastOffset: Bool = false, paddingIdx: Int? = nil
  ) -> Tensor {
    let op = "embeddingBag"
    let ids = checkedIDs(op, x, weight)
    let padding = paddingRow(op, paddingIdx, weight)
    if let w = perSampleWeights {
      require(mode == .sum, op, "perSampleWeights are for mode .sum")
      require(w.dims == x.dims, op, "perSampleWeights of shape \(w.dims) do not fit ids of shape \(x.dims)")
    }
    let starts = bagStarts(op, x, offsets, includeLastOffset)
    if let maxNorm { renormalize(weight, ids, maxNorm, normType) }
    let each = rows(weight, ids, padding, scaleGradByFreq)
    let counts = padding < 0 ? Tensor(filled: ids.dims, .bool(true), .bool, ids.device) : ids .!= padding
    if mode == .max { return bagMaxima(each, counts, starts, ids.numel) }

    var terms = Tensor.where(counts.unsqueeze(1), each.widened, 0)
    if let w = perSampleWeights { terms = terms * w.reshape([ids.numel, 1]) }
    // The bag of each id: how many bags have begun up to it, less one. Empty bags at the end begin after the last id.
    let begun = Tensor.zeros([ids.numel + 1], dtype: .int64, device: ids.device)
      .indexAdd(dim: 0, index: starts, source: Tensor.onesLike(starts)).cumsum(dim: 0)
    let bag = begun.narrow(dim: 0, start: 0, length: ids.numel) - 1
    let zeros = Tensor(filled: Dims([starts.numel, weight.dims[1]]), .int(0), terms.dtype, terms.device)
    var y = zeros.indexAdd(dim: 0, index: bag, source: terms)
    if mode == .mean {
      let sizes = Tensor.zeros([starts.numel], dtype: .int64, device: ids.device).indexAdd(dim: 0, index: bag, source: counts.to(.int64))
      y = y / sizes.clamp(min: 1).unsqueeze(1)
    }
    return y.to(weight.dtype)
  }

  /// Where each bag begins in the flattened ids.
  private static func bagStarts(_ op: String, _ x: Tensor, _ offsets: Tensor?, _ includeLast: Bool) -> Tensor {
    if x.dims.count == 2 {
      require(offsets == nil, op, "offsets are for ids of shape (L), got \(x.dims)")
      return Tensor.arange(x.dims[0], device: x.device) * x.dims[1]
    }
    require(x.dims.count == 1, op, "expected ids of shape (B, n) or (L), got \(x.dims)")
    guard let o = offsets?.to(.int64) else { fail(op, "ids of shape (L) need offsets") }
    require(o.dims.count == 1 && o.numel > 0, op, "expected offsets of shape (B), got \(o.dims)")
    require(o.select(dim: 0, index: 0).item(as: Int.self) == 0, op, "the first offset must be 0")
    require(o.max().item(as: Int.self) <= x.numel, op, "an offset lies behind the \(x.numel) ids")
    return includeLast ? o.narrow(dim: 0, start: 0, length: o.numel - 1) : o
  }

  /// Bags brought to one length by repeating positions that a mask hides.
  private static func bagMaxima(_ rows: Tensor, _ counts: Tensor, _ starts: Tensor, _ total: Int) -> Tensor {
    let bags = starts.numel, width = rows.dims[1]
    let ends = Tensor.cat([starts.narrow(dim: 0, start: 1, length: bags - 1), Tensor([total])])
    let longest = (ends - starts).max().item(as: Int.self)
    if longest == 0 { return Tensor(filled: Dims([bags, width]), .int(0), rows.dtype, rows.device) }
    let places = starts.unsqueeze(1) + Tensor.arange(longest)
    let safe = places.clamp(max: total - 1).view(-1)
    let inside = (places .< ends.unsqueeze(1)) .& counts.indexSelect(dim: 0, index: safe).view(bags, longest)
    let padded = rows.indexSelect(dim: 0, index: safe).view(bags, longest, width)
    let best = Tensor.where(inside.unsqueeze(2), padded, -Double.infinity).max(dim: 1).values
    return Tensor.where(inside.any(dim: 1).unsqueeze(1), best, 0)
  }

  /// 1 at each class and 0 elsewhere: classes (…) to (…, numClasses), int64. Without `numClasses`, the largest class + 1.
  public static func oneHot(_ x: Tensor, numClasses: Int = -1) -> Tensor {
    require(x.dtype == .int64, "oneHot", "expected int64 classes, got \(x.dtype)")
    if x.numel == 0 {
      require(numClasses > 0, "oneHot", "an empty tensor does not say how many classes there are; pass numClasses")
      return Tensor.zeros(x.shape + [numClasses], dtype: .int64, device: x.device)
    }
    let low = x.min().item(as: Int.self), high = x.max().item(as: Int.self)
    require(low >= 0, "oneHot", "classes must not be negative, got \(low)")
    let n = numClasses == -1 ? high + 1 : numClasses
    require(high < n, "oneHot", "class \(high) is not below numClasses \(n)")
    return Tensor.zeros(x.shape + [n], dtype: .int64, device: x.device).scatter_(dim: -1, index: x.unsqueeze(-1), value: 1)
  }
}
