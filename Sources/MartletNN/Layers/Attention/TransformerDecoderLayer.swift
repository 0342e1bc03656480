import MartletCore

/// Self-attention, attention to the encoder's result, and two linear maps, each with dropout, a way around it and layer norm:
/// `x ← norm1(x + attention(x))`, `x ← norm2(x + attention(x, memory))`, `x ← norm3(x + linear2(activation(linear1(x))))`; with `normFirst` the norms
/// stand before the branches.
///
/// tgt (T, N, dModel) and memory (S, N, dModel) → (T, N, dModel); N first with `batchFirst`; or without N.
/// (https://arxiv.org/abs/1706.03762, https://pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html)
open class TransformerDecoderLayer: Module {
  let selfAttn: MultiheadAttention
  let multiheadAttn: MultiheadAttention
  let linear1: Linear
  let dropout: Dropout
  let linear2: Linear
  let norm1: LayerNorm
  let norm2: LayerNorm
  let norm3: LayerNorm
  let dropout1: Dropout
  let dropout2: Dropout
  let dropout3: Dropout
  private let normFirst: Bool
  private let activation: TransformerActivation

  public init(
    _ dModel: Int, _ nhead: Int, dimFeedforward: Int = 2048, dropout p: Double = 0.1, activation: TransformerActivation = .relu,
    layerNormEps: Double = 1e-5, batchFirst: Bool = false, normFirst: Bool = false, bias: Bool = true, dtype: DType? = nil, device: Device = .cpu
  ) {
    func attention() -> MultiheadAttention {
      MultiheadAttention(dModel, nhead, dropout: p, bias: bias, batchFirst: batchFirst, dtype: dtype, device: device)
    }
    func norm() -> LayerNorm { LayerNorm(dModel, eps: layerNormEps, bias: bias, dtype: dtype, device: device) }
    (selfAttn, multiheadAttn) = (attention(), attention())
    linear1 = Linear(dModel, dimFeedforward, bias: bias, dtype: dtype, device: device)
    dropout = Dropout(p)
    linear2 = Linear(dimFeedforward, dModel, bias: bias, dtype: dtype, device: device)
    (norm1, norm2, norm3) = (norm(), norm(), norm())
    (dropout1, dropout2, dropout3) = (Dropout(p), Dropout(p), Dropout(p))
    self.normFirst = normFirst
    self.activation = activation
  }

  /// - Parameters:
  ///   - tgtMask, tgtKeyPaddingMask: for self-attention, as `attnMask` and `keyPaddingMask` of `MultiheadAttention`; `memoryMask`,
  ///     `memoryKeyPaddingMask`: for the attention to memory.
  ///   - tgtIsCausal, memoryIsCausal: the mask is the causal one, or stands for it when absent.
  open func callAsFunction(
    _ tgt: Tensor, _ memory: Tensor, tgtMask: Tensor? = nil, memoryMask: Tensor? = nil, tgtKeyPaddingMask: Tensor? = nil,
    memoryKeyPaddingMask: Tensor? = nil, tgtIsCausal: Bool = false, memoryIsCausal: Bool = false
  ) -> Tensor {
    func attend(_ x: Tensor) -> Tensor {
      dropout1(selfAttn(x, x, x, attnMask: tgtMask, keyPaddingMask: tgtKeyPaddingMask, needWeights: false, isCausal: tgtIsCausal).0)
    }
    func recall(_ x: Tensor) -> Tensor {
      dropout2(
        multiheadAttn(
          x, memory, memory, attnMask: memoryMask, keyPaddingMask: memoryKeyPaddingMask, needWeights: false, isCausal: memoryIsCausal
        ).0)
    }
    func feed(_ x: Tensor) -> Tensor { dropout3(linear2(dropout(activation(linear1(x))))) }
    if normFirst {
      var x = tgt + attend(norm1(tgt))
      x = x + recall(norm2(x))
      return x + feed(norm3(x))
    }
    var x = norm1(tgt + attend(tgt))
    x = norm2(x + recall(x))
    return norm3(x + feed(x))
  }
}
