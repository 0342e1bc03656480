import MartletCore

/// Attention in several heads: `concat(head₁ … head_h) Wᴼ` with `headᵢ = softmax(qᵢ kᵢᵀ / √d) vᵢ`, where qᵢ, kᵢ and vᵢ are linear maps of query, key
/// and value to d = embedDim / numHeads dims.
///
/// query (L, N, embedDim), key (S, N, kdim), value (S, N, vdim), or with the batch N first, or without it; gives the result (L, N, embedDim) and, if
/// asked for, the weights (N, L, S). Computed in tiles (`F.scaledDotProductAttention`); one projection serves all three where query, key and value are the same tensor.
/// (https://arxiv.org/abs/1706.03762, https://pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html)
public final class MultiheadAttention: Module {
  @Parameter public var inProjWeight: Tensor?
  @Parameter public var qProjWeight: Tensor?
  @Parameter public var kProjWeight: Tensor?
  @Parameter public var vProjWeight: Tensor?
  @Parameter public var inProjBias: Tensor?
  @Parameter public var biasK: Tensor?
  @Parameter public var biasV: Tensor?
  public let outProj: Linear
  private let embedDim: Int
  private let numHeads: Int
  private let dropout: Double
  private let addZeroAttn: Bool
  let batchFirst: Bool

  /// - Parameters:
  ///   - dropout: the probability with which an attention weight is dropped in training.
  ///   - addBiasKV: adds a learned key and value to every sequence.
  ///   - addZeroAttn: adds a key and a value of zeros to every sequence.
  ///   - kdim: features of the keys, `embedDim` by default; `vdim`: of the values.
  ///   - batchFirst: inputs and results are (N, L, features).
  public init(
    _ embedDim: Int, _ numHeads: Int, dropout: Double = 0, bias: Bool = true, addBiasKV: Bool = false, addZeroAttn: Bool = false,
    kdim: Int? = nil, vdim: Int? = nil, batchFirst: Bool = false, dtype: DType? = nil, device: Device = .cpu
  ) {
    let op = "MultiheadAttention"
    require(
      embedDim > 0 && numHeads > 0 && embedDim % numHeads == 0, op, "embedDim \(embedDim) must be a positive multiple of numHeads \(numHeads)")
    require(dropout >= 0 && dropout <= 1, op, "dropout must lie in 0…1, got \(dropout)")
    (self.embedDim, self.numHeads, self.dropout, self.addZeroAttn, self.batchFirst) = (embedDim, numHeads, dropout, addZeroAttn, batchFirst)
    func weight(_ rows: Int, _ columns: Int) -> Tensor { Init.xavierUniform_(Tensor.empty(rows, columns, dtype: dtype, device: device)) }
    func extra() -> Tensor { Init.xavierNormal_(Tensor.empty(1, 1, embedDim, dtype: dtype, device: device)) }
    let k = kdim ?? embedDim, v = vdim ?? embedDim, same = k == embedDim && v == embedDim
    inProjWeight = same ? weight(3 * embedDim, embedDim) : nil
    qProjWeight = same ? nil : weight(embedDim, embedDim)
    kProjWeight = same ? nil : weight(embedDim, k)
    vProjWeight = same ? nil : weight(embedDim, v)
    inProjBias = bias ? Tensor.zeros(3 * embedDim, dtype: dtype, device: device) : nil
    biasK = addBiasKV ? extra() : nil
    biasV = addBiasKV ? extra() : nil
    outProj = NonDynamicallyQuantizableLinear(embedDim, embedDim, bias: bias, dtype: dtype, device: device)
    super.init()
    if let b = outProj.bias { Init.zeros_(b) }
  }

  /// The result and, unless `needWeights` is false, the weights.
  ///
  /// - Parameters:
  ///   - attnMask: (L, S), or (N · heads, L, S): bool, true where a query must *not* look, or numbers that are added to the scores.
  ///   - keyPaddingMask: (N, S): bool, true where a key is padding, or numbers that are added to its scores.
  ///   - averageAttnWeights: give the mean of the weights over the heads, else (N, heads, L, S).
  ///   - isCausal: query i sees keys 0…i only; an `attnMask` beside it must say the same and need not be read.
  public func callAsFunction(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, attnMask: Tensor? = nil, keyPaddingMask: Tensor? = nil, needWeights: Bool = true,
    averageAttnWeights: Bool = true, isCausal: Bool = false
  ) -> (Tensor, Tensor?) {
    check(query, key, value)
    if query.ndim == 2 {
      let d = batchFirst ? 0 : 1, q = query.unsqueeze(d)
      let k = key === query ? q : key.unsqueeze(d), v = value === key ? k : value.unsqueeze(d)
      let (out, weights) = self(
        q, k, v, attnMask: attnMask, keyPaddingMask: keyPaddingMask?.unsqueeze(0), needWeights: needWeights,
        averageAttnWeights: averageAttnWeights, isCausal: isCausal)
      return (out.squeeze(d), weights?.squeeze(0))
    }

    let sequence = batchFirst ? 1 : 0
    let queries = query.size(sequence), keys = key.size(sequence), batch = query.size(1 - sequence)
    var mask = AttentionMask(
      "MultiheadAttention", attnMask: isCausal ? nil : attnMask, keyPaddingMask: keyPaddingMask, batch: batch, heads: numHeads, queries: queries, keys: keys)
    let p = isTraining ? dropout : 0, wanted: AttentionWeights = needWeights ? (averageAttnWeights ? .mean : .perHead) : .none

    let found: (out: Tensor, weights: Tensor?)
    if let w = inProjWeight, query === key && key === value && biasK == nil && !addZeroAttn {
      let qkv = F.linear(query, w, inProjBias).view(query.size(0), query.size(1), 3, numHeads, -1)
      found = F.selfAttention(
        batchFirst ? qkv : qkv.transpose(0, 1), mask: mask.merged([batch, numHeads, queries, keys], query.dtype), dropoutP: p, isCausal: isCausal,
        weights: wanted)
    } else {
      let (q, k, v) = projected(query, key, value, &mask)
      found = F.attention(
        heads(q), heads(k), heads(v), mask: mask.merged([batch, numHeads, queries, k.size(sequence)], query.dtype), dropoutP: p, isCausal: isCausal,
        weights: wanted)
    }
    let joined = batchFirst ? found.out.transpose(1, 2) : found.out.permute(2, 0, 1, 3)
    return (outProj(joined.reshape(query.shape)), found.weights)
  }

  private func check(_ q: Tensor, _ k: Tensor, _ v: Tensor) {
    let widths = [embedDim, kProjWeight?.size(1) ?? embedDim, vProjWeight?.size(1) ?? embedDim]
    let fits = (2...3).contains(q.ndim) && [k, v].allSatisfy { $0.ndim == q.ndim } && [q, k, v].map({ $0.size(-1) }) == widths
      && Array(k.shape.dropLast()) == Array(v.shape.dropLast()) && (q.ndim == 2 || q.size(batchFirst ? 0 : 1) == k.size(batchFirst ? 0 : 1))
    let names = batchFirst ? ["(N, L, ", "(N, S, "] : ["(L, N, ", "(S, N, "]
    require(
      fits, "MultiheadAttention",
      "expected query \(names[0])\(widths[0])), key \(names[1])\(widths[1])) and value \(names[1])\(widths[2])), or all without N; got shapes \(q.shape), \(k.shape) and \(v.shape)")
  }

  /// The three linear maps, with the extra keys and values behind theirs.
  private func projected(_ query: Tensor, _ key: Tensor, _ value: Tensor, _ mask: inout AttentionMask) -> (Tensor, Tensor, Tensor) {
    let weights = inProjWeight.map { $0.chunk(3) } ?? [qProjWeight!, kProjWeight!, vProjWeight!]
    let biases: [Tensor?] = inProjBias.map { $0.chunk(3) } ?? [nil, nil, nil]
    let q = F.linear(query, weights[0], biases[0])
    var k = F.linear(key, weights[1], biases[1]), v = F.linear(value, weights[2], biases[2])
    let sequence = batchFirst ? 1 : 0
    var one = k.shape
    one[sequence] = 1
    func append(_ moreK: Tensor, _ moreV: Tensor) {
      k = Tensor.cat([k, moreK.expand(one)], dim: sequence)
      v = Tensor.cat([v, moreV.expand(one)], dim: sequence)
      mask.addKey()
    }
    if let biasK, let biasV { append(biasK, biasV) }
    if addZeroAttn {
      let zero = Tensor.zeros(1, 1, embedDim, dtype: k.dtype, device: k.device)
      append(zero, zero)
    }
    return (q, k, v)
  }

  /// (N, heads, length, features / heads) of a projected sequence.
  private func heads(_ x: Tensor) -> Tensor {
    let split = x.view(x.size(0), x.size(1), numHeads, -1)
    return batchFirst ? split.transpose(1, 2) : split.permute(1, 2, 0, 3)
  }
}

/// PyTorch's name for the last projection, which shows in `print`.
final class NonDynamicallyQuantizableLinear: Linear {}
