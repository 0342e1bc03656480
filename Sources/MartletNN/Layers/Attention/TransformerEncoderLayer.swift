import MartletCore

/// Self-attention and two linear maps, each with dropout, a way around it and layer norm:
/// `x ← norm1(x + attention(x))`, `x ← norm2(x + linear2(activation(linear1(x))))`; with `normFirst` the norms stand before the branches.
///
/// (L, N, dModel) → (L, N, dModel); (N, L, dModel) with `batchFirst`; or without N.
/// (https://arxiv.org/abs/1706.03762, https://pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html)
open class TransformerEncoderLayer: Module, Layer {
  let selfAttn: MultiheadAttention
  let linear1: Linear
  let dropout: Dropout
  let linear2: Linear
  let norm1: LayerNorm
  let norm2: LayerNorm
  let dropout1: Dropout
  let dropout2: Dropout
  private let normFirst: Bool
  private let activation: TransformerActivation

  public init(
    _ dModel: Int, _ nhead: Int, dimFeedforward: Int = 2048, dropout p: Double = 0.1, activation: TransformerActivation = .relu,
    layerNormEps: Double = 1e-5, batchFirst: Bool = false, normFirst: Bool = false, bias: Bool = true, dtype: DType? = nil, device: Device = .cpu
  ) {
    selfAttn = MultiheadAttention(dModel, nhead, dropout: p, bias: bias, batchFirst: batchFirst, dtype: dtype, device: device)
    linear1 = Linear(dModel, dimFeedforward, bias: bias, dtype: dtype, device: device)
    dropout = Dropout(p)
    linear2 = Linear(dimFeedforward, dModel, bias: bias, dtype: dtype, device: device)
    norm1 = LayerNorm(dModel, eps: layerNormEps, bias: bias, dtype: dtype, device: device)
    norm2 = LayerNorm(dModel, eps: layerNormEps, bias: bias, dtype: dtype, device: device)
    dropout1 = Dropout(p)
    dropout2 = Dropout(p)
    self.normFirst = normFirst
    self.activation = activation
  }

  /// - Parameters:
  ///   - srcMask: (L, L) or (N · heads, L, L), as `attnMask` of `MultiheadAttention`.
  ///   - srcKeyPaddingMask: (N, L), as its `keyPaddingMask`.
  ///   - isCausal: `srcMask` is the causal mask, or stands for it when absent.
  open func callAsFunction(_ src: Tensor, srcMask: Tensor? = nil, srcKeyPaddingMask: Tensor? = nil, isCausal: Bool = false) -> Tensor {
    func attend(_ x: Tensor) -> Tensor {
      dropout1(selfAttn(x, x, x, attnMask: srcMask, keyPaddingMask: srcKeyPaddingMask, needWeights: false, isCausal: isCausal).0)
    }
    func feed(_ x: Tensor) -> Tensor { dropout2(linear2(dropout(activation(linear1(x))))) }
    if normFirst {
      let x = src + attend(norm1(src))
      return x + feed(norm2(x))
    }
    let x = norm1(src + attend(src))
    return norm2(x + feed(x))
  }

  /// Without masks.
  public func forward(_ src: Tensor) -> Tensor { self(src, srcMask: nil) }
}
