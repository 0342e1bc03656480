extension F {
  /// `softmax(q kᵀ · scale + mask) v` for q (…, L, E), k (…, S, E), v (…, S, V): (…, L, V). (https://arxiv.org/abs/1706.03762)
  ///
  /// Computed in tiles: the L × S scores never exist at once. A query that sees no key gets zeros.
  /// - Parameters:
  ///   - attnMask: broadcasts to (…, L, S): bool, true where a key takes part, or numbers that are added to the scores.
  ///   - dropoutP: the probability with which an attention weight is dropped; pass 0 outside of training.
  ///   - isCausal: query i sees keys 0…i only; excludes `attnMask`.
  ///   - scale: 1/√E by default.
  ///   - enableGqa: k and v may have fewer heads (dim −3), each of which serves a group of q's.
  public static func scaledDotProductAttention(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, attnMask: Tensor? = nil, dropoutP: Double = 0, isCausal: Bool = false,
    scale: Double? = nil, enableGqa: Bool = false, generator: Generator? = nil
  ) -> Tensor {
    let op = "scaledDotProductAttention"
    for t in [query, key, value] { require(t.dims.count >= 2, op, "expected tensors of shape (…, L, E), got \(t.dims)") }
    require(
      query.dtype == key.dtype && key.dtype == value.dtype && query.dtype.isFloatingPoint, op,
      "query, key and value must have one floating-point dtype, got \(query.dtype), \(key.dtype) and \(value.dtype)")
    require(
      query.size(-1) == key.size(-1) && key.size(-2) == value.size(-2), op,
      "expected q (…, L, E), k (…, S, E) and v (…, S, V), got shapes \(query.dims), \(key.dims) and \(value.dims)")
    require(!(isCausal && attnMask != nil), op, "isCausal and attnMask exclude each other")
    require(dropoutP >= 0 && dropoutP <= 1, op, "dropoutP must lie in 0…1, got \(dropoutP)")

    let grouped = enableGqa && query.dims.count >= 3 && key.dims.count >= 3 && key.size(-3) == value.size(-3)
    let (k, v) = grouped ? (key, value) : (repeatedHeads(op, key, query, enableGqa), repeatedHeads(op, value, query, enableGqa))
    if grouped { checkGroups(op, query, key) }
    // The dims before (L, E), as far as they broadcast; heads stay what they are where groups share them.
    let own = grouped ? 3 : 2
    func lead(_ x: Tensor) -> Dims { Dims(Array(x.shape.dropLast(own))) }
    guard let pair = broadcastShape(lead(query), lead(k)), let outer = broadcastShape(pair, lead(v)) else {
      fail(op, "the leading dims of shapes \(query.dims), \(key.dims) and \(value.dims) do not broadcast")
    }
    func aligned(_ x: Tensor) -> Tensor {
      let shape = outer.array + x.shape.suffix(own)
      return fourDims(x.shape == shape ? x : x.expand(shape))
    }
    let scores = outer.array + query.shape.suffix(own).dropLast() + [k.size(-2)]
    let four = attention(
      aligned(query), aligned(k), aligned(v), mask: attnMask.map { fourDims(checkedMask(op, $0, scores)) }, dropoutP: dropoutP,
      isCausal: isCausal, scale: scale, generator: generator
    ).out
    return scores.count == 4 ? four : four.reshape(scores.dropLast() + [value.size(-1)])
  }

  /// A mask expanded to the scores' shape.
  private static func checkedMask(_ op: String, _ m: Tensor, _ scores: [Int]) -> Tensor {
    require(m.dtype == .bool || m.dtype.isFloatingPoint, op, "attnMask must be bool or floating-point, got \(m.dtype)")
    if broadcastShape(m.dims, Dims(scores)) != Dims(scores) { fail(op, "attnMask of shape \(m.dims) does not fit scores of shape \(Dims(scores))") }
    return m.expand(scores)
  }

  /// (…, heads, rows, columns) with the dims in front as one.
  private static func fourDims(_ x: Tensor) -> Tensor {
    switch x.dims.count {
    case 2: x.unsqueeze(0).unsqueeze(0)
    case 3: x.unsqueeze(0)
    case 4: x
    default: x.flatten(endDim: x.dims.count - 4)
    }
  }

  private static func checkGroups(_ op: String, _ query: Tensor, _ x: Tensor) {
    let heads = x.size(-3), wanted = query.size(-3)
    require(heads > 0 && wanted % heads == 0, op, "\(wanted) query heads are not a multiple of \(heads) key or value heads")
  }

  /// Keys or values with each head repeated for the queries that share it.
  static func repeatedHeads(_ op: String, _ x: Tensor, _ query: Tensor, _ grouped: Bool) -> Tensor {
    guard grouped, x.dims.count >= 3, query.dims.count >= 3, x.size(-3) != query.size(-3) else { return x }
    checkGroups(op, query, x)
    let d = x.dims.count - 3
    var wide = x.shape
    wide.insert(query.size(-3) / x.size(-3), at: d + 1)
    return x.unsqueeze(d + 1).expand(wide).flatten(startDim: d, endDim: d + 1)
  }
}
