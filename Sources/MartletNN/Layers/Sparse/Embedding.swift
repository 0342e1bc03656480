import MartletCore

/// The vectors of ids, rows of a learned table: ids (…) → (…, embeddingDim).
///
/// The weight (numEmbeddings, embeddingDim) starts normal with mean 0 and standard deviation 1. Ids are int64 or int32; stops on one
/// outside 0 ..< numEmbeddings. (https://pytorch.org/docs/stable/generated/torch.nn.Embedding.html)
public final class Embedding: EmbeddingTable, Layer {
  private let sparse: Bool

  /// - Parameters:
  ///   - paddingIdx: a row that starts at 0 and gets no gradient; negative counts from the end.
  ///   - maxNorm: rows whose `normType` norm is larger are scaled down to it, in place, when they are read.
  ///   - scaleGradByFreq: divide a row's gradient by how often the batch names it.
  ///   - sparse: accepted for PyTorch's sake: gradients have the same values, and are dense.
  public convenience init(
    _ numEmbeddings: Int, _ embeddingDim: Int, paddingIdx: Int? = nil, maxNorm: Double? = nil, normType: Double = 2,
    scaleGradByFreq: Bool = false, sparse: Bool = false, dtype: DType? = nil, device: Device = .cpu
  ) {
    let table = Tensor.empty(numEmbeddings, embeddingDim, dtype: dtype, device: device)
    self.init(table, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse)
    reset()
  }

  private init(
    _ table: Tensor, _ paddingIdx: Int?, _ maxNorm: Double?, _ normType: Double, _ scaleGradByFreq: Bool, _ sparse: Bool
  ) {
    self.sparse = sparse
    super.init(table, paddingIdx, maxNorm, normType, scaleGradByFreq)
  }

  /// An embedding whose weight shares memory with `embeddings` (numEmbeddings, embeddingDim); with `freeze` it is not trained.
  public static func fromPretrained(
    _ embeddings: Tensor, freeze: Bool = true, paddingIdx: Int? = nil, maxNorm: Double? = nil, normType: Double = 2,
    scaleGradByFreq: Bool = false, sparse: Bool = false
  ) -> Embedding {
    let layer = Embedding(embeddings.detach(), paddingIdx, maxNorm, normType, scaleGradByFreq, sparse)
    layer.weight.requiresGrad_(!freeze)
    return layer
  }

  public func forward(_ x: Tensor) -> Tensor {
    F.embedding(x, weight, paddingIdx: paddingIdx, maxNorm: maxNorm, normType: normType, scaleGradByFreq: scaleGradByFreq)
  }

  public override var extraRepr: String { sizes + padding + scaling + (sparse ? ", sparse=True" : "") }
}
