extension F {
  /// `softmax(q kᵀ · scale + mask) v` for q (…, L, E), k (…, S, E), v (…, S, V): (…, L, V). (https://arxiv.org/abs/1706.03762)
  ///
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
    require(!(isCausal && attnMask != nil), op, "isCausal and attnMask exclude each other")
    let (q, k, v) = (query.widened, shared(op, key.widened, query, enableGqa), shared(op, value.widened, query, enableGqa))
    let width = q.size(-1), factor: Double = scale ?? (width > 0 ? 1 / Double(width).squareRoot() : 1)
    var scores = (q * factor).matmul(k.transpose(-2, -1))

    var mask = attnMask
    if isCausal {
      let rows = Tensor.arange(q.size(-2), device: q.device).unsqueeze(1)
      mask = rows .>= Tensor.arange(k.size(-2), device: q.device)
    }
    if let m = mask {
      require(m.dtype == .bool || m.dtype.isFloatingPoint, op, "attnMask must be bool or floating-point, got \(m.dtype)")
      if broadcastShape(m.dims, scores.dims) == nil { fail(op, "attnMask of shape \(m.dims) does not fit scores of shape \(scores.dims)") }
      scores = m.dtype == .bool ? Tensor.where(m, scores, -Double.infinity) : scores + m.to(scores.dtype)
    }
    var weights = softmax(scores, dim: -1)
    // A query that sees no key gets zeros, where softmax alone would give NaN; a causal one always sees key 0.
    if attnMask != nil && k.size(-2) > 0 {
      let blind = (scores .== -Double.infinity).all(dim: -1, keepDim: true)
      weights = Tensor.where(blind, 0, weights)
    }
    if dropoutP > 0 { weights = dropout(weights, p: dropoutP, generator: generator) }
    return weights.matmul(v).to(query.dtype)
  }

  /// Keys or values with each head repeated for the queries that share it.
  private static func shared(_ op: String, _ x: Tensor, _ query: Tensor, _ grouped: Bool) -> Tensor {
    guard grouped, x.dims.count >= 3, query.dims.count >= 3, x.size(-3) != query.size(-3) else { return x }
    let heads = x.size(-3), wanted = query.size(-3)
    require(heads > 0 && wanted % heads == 0, op, "\(wanted) query heads are not a multiple of \(heads) key or value heads")
    let d = x.dims.count - 3
    var wide = x.shape
    wide.insert(wanted / heads, at: d + 1)
    return x.unsqueeze(d + 1).expand(wide).flatten(startDim: d, endDim: d + 1)
  }
}
