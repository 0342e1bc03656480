import MartletCore

/// Sums, means or maxima of bags of rows of a learned table, without their order: ids (B, n), a bag a row, → (B, embeddingDim).
///
/// Ids (L) need `offsets` (B), where each bag begins. An empty bag gives zeros. The weight (numEmbeddings, embeddingDim) starts normal
/// with mean 0 and standard deviation 1. Stops on an id outside 0 ..< numEmbeddings.
/// (https://pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html)
public final class EmbeddingBag: EmbeddingTable, Layer {
  private let mode: F.EmbeddingBagMode
  private let includeLastOffset: Bool

  /// - Parameters:
  ///   - maxNorm: rows whose `normType` norm is larger are scaled down to it, in place, when they are read.
  ///   - scaleGradByFreq: divide a row's gradient by how often the batch names it; not with mode `.max`.
  ///   - sparse: accepted for PyTorch's sake: gradients have the same values, and are dense.
  ///   - includeLastOffset: offsets have one number more, where the last bag ends.
  ///   - paddingIdx: an id that is left out of its bag; its row starts at 0 and gets no gradient.
  public convenience init(
    _ numEmbeddings: Int, _ embeddingDim: Int, maxNorm: Double? = nil, normType: Double = 2, scaleGradByFreq: Bool = false,
    mode: F.EmbeddingBagMode = .mean, sparse: Bool = false, includeLastOffset: Bool = false, paddingIdx: Int? = nil, dtype: DType? = nil,
    device: Device = .cpu
  ) {
    let table = Tensor.empty(numEmbeddings, embeddingDim, dtype: dtype, device: device)
    self.init(table, maxNorm, normType, scaleGradByFreq, mode, includeLastOffset, paddingIdx)
    reset()
  }

  private init(
    _ table: Tensor, _ maxNorm: Double?, _ normType: Double, _ scaleGradByFreq: Bool, _ mode: F.EmbeddingBagMode, _ includeLastOffset: Bool,
    _ paddingIdx: Int?
  ) {
    require(!scaleGradByFreq || mode != .max, "EmbeddingBag", "scaleGradByFreq does not go with mode .max")
    self.mode = mode
    self.includeLastOffset = includeLastOffset
    super.init(table, paddingIdx, maxNorm, normType, scaleGradByFreq)
  }

  /// A bag whose weight shares memory with `embeddings` (numEmbeddings, embeddingDim); with `freeze` it is not trained.
  public static func fromPretrained(
    _ embeddings: Tensor, freeze: Bool = true, maxNorm: Double? = nil, normType: Double = 2, scaleGradByFreq: Bool = false,
    mode: F.EmbeddingBagMode = .mean, sparse: Bool = false, includeLastOffset: Bool = false, paddingIdx: Int? = nil
  ) -> EmbeddingBag {
    let layer = EmbeddingBag(embeddings.detach(), maxNorm, normType, scaleGradByFreq, mode, includeLastOffset, paddingIdx)
    layer.weight.requiresGrad_(!freeze)
    return layer
  }

  public func forward(_ x: Tensor) -> Tensor { bags(x, nil, nil) }

  /// - Parameters:
  ///   - offsets: where each bag begins in ids (L).
  ///   - perSampleWeights: a factor for each id, of the ids' shape; with mode `.sum`.
  public func callAsFunction(_ x: Tensor, _ offsets: Tensor?, perSampleWeights: Tensor? = nil) -> Tensor {
    withHooks([x, offsets, perSampleWeights].compactMap { $0 }) { inputs in
      [bags(inputs[0], offsets == nil ? nil : inputs[1], perSampleWeights == nil ? nil : inputs.last)]
    }[0]
  }
  /// The same for ids (B, n).
  public func callAsFunction(_ x: Tensor, perSampleWeights: Tensor) -> Tensor { self(x, nil, perSampleWeights: perSampleWeights) }

  private func bags(_ x: Tensor, _ offsets: Tensor?, _ perSampleWeights: Tensor?) -> Tensor {
    F.embeddingBag(
      x, weight, offsets: offsets, maxNorm: maxNorm, normType: normType, scaleGradByFreq: scaleGradByFreq, mode: mode,
      perSampleWeights: perSampleWeights, includeLastOffset: includeLastOffset, paddingIdx: paddingIdx)
  }

  public override var extraRepr: String { sizes + scaling + ", mode='\(mode)'" + padding }
}
