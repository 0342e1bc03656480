import MartletCore

/// An encoder and a decoder that attends to the encoder's result: `decoder(tgt, encoder(src))`, each a stack of layers with a norm at the end.
///
/// src (S, N, dModel) and tgt (T, N, dModel) → (T, N, dModel); N first with `batchFirst`; or without N. All matrices start Xavier-uniform.
/// (https://arxiv.org/abs/1706.03762, https://pytorch.org/docs/stable/generated/torch.nn.Transformer.html)
public final class Transformer: Module {
  public let encoder: TransformerEncoder
  public let decoder: TransformerDecoder
  private let dModel: Int
  private let batchFirst: Bool

  public init(
    _ dModel: Int = 512, _ nhead: Int = 8, numEncoderLayers: Int = 6, numDecoderLayers: Int = 6, dimFeedforward: Int = 2048, dropout: Double = 0.1,
    activation: TransformerActivation = .relu, customEncoder: TransformerEncoder? = nil, customDecoder: TransformerDecoder? = nil,
    layerNormEps: Double = 1e-5, batchFirst: Bool = false, normFirst: Bool = false, bias: Bool = true, dtype: DType? = nil, device: Device = .cpu
  ) {
    (self.dModel, self.batchFirst) = (dModel, batchFirst)
    func norm() -> LayerNorm { LayerNorm(dModel, eps: layerNormEps, bias: bias, dtype: dtype, device: device) }
    encoder = customEncoder ?? TransformerEncoder(
      TransformerEncoderLayer(
        dModel, nhead, dimFeedforward: dimFeedforward, dropout: dropout, activation: activation, layerNormEps: layerNormEps, batchFirst: batchFirst,
        normFirst: normFirst, bias: bias, dtype: dtype, device: device),
      numLayers: numEncoderLayers, norm: norm())
    decoder = customDecoder ?? TransformerDecoder(
      TransformerDecoderLayer(
        dModel, nhead, dimFeedforward: dimFeedforward, dropout: dropout, activation: activation, layerNormEps: layerNormEps, batchFirst: batchFirst,
        normFirst: normFirst, bias: bias, dtype: dtype, device: device),
      numLayers: numDecoderLayers, norm: norm())
    super.init()
    for p in parameters() where p.ndim > 1 { Init.xavierUniform_(p) }
  }

  /// The arguments are those of the encoder and the decoder. Where `srcIsCausal` or `tgtIsCausal` is nil, the mask is looked at.
  public func callAsFunction(
    _ src: Tensor, _ tgt: Tensor, srcMask: Tensor? = nil, tgtMask: Tensor? = nil, memoryMask: Tensor? = nil, srcKeyPaddingMask: Tensor? = nil,
    tgtKeyPaddingMask: Tensor? = nil, memoryKeyPaddingMask: Tensor? = nil, srcIsCausal: Bool? = nil, tgtIsCausal: Bool? = nil,
    memoryIsCausal: Bool = false
  ) -> Tensor {
    let batch = batchFirst ? 0 : 1
    require(
      src.ndim == tgt.ndim && (2...3).contains(src.ndim) && (src.ndim == 2 || src.size(batch) == tgt.size(batch)) && src.size(-1) == dModel
        && tgt.size(-1) == dModel,
      "Transformer", "expected src and tgt of equal batch sizes and \(dModel) features, got shapes \(src.shape) and \(tgt.shape)")
    let memory = encoder(src, srcMask: srcMask, srcKeyPaddingMask: srcKeyPaddingMask, isCausal: srcIsCausal)
    return decoder(
      tgt, memory, tgtMask: tgtMask, memoryMask: memoryMask, tgtKeyPaddingMask: tgtKeyPaddingMask, memoryKeyPaddingMask: memoryKeyPaddingMask,
      tgtIsCausal: tgtIsCausal, memoryIsCausal: memoryIsCausal)
  }

  /// (size, size): 0 where query i may look, at keys 0…i, and −∞ elsewhere.
  public static func generateSquareSubsequentMask(_ size: Int, dtype: DType? = nil, device: Device = .cpu) -> Tensor {
    AttentionMask.causal(size, dtype: dtype, device: device)
  }
}
