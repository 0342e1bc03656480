import MartletCore

/// A stack of encoder layers: copies of one layer, which all start from its weights, and a norm at the end if one is given.
///
/// (L, N, dModel) → (L, N, dModel), as the layer. (https://pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html)
public final class TransformerEncoder: Module, Layer {
  private let layers: [TransformerEncoderLayer]
  private let norm: (any Layer)?

  public init(_ encoderLayer: TransformerEncoderLayer, numLayers: Int, norm: (any Layer)? = nil) {
    require(numLayers >= 0, "TransformerEncoder", "numLayers must not be negative, got \(numLayers)")
    layers = (0..<numLayers).map { _ in encoderLayer.deepCopy() }
    self.norm = norm
  }

  /// - Parameters:
  ///   - srcMask: (L, L) or (N · heads, L, L): bool, true where a query must not look, or numbers that are added to the scores.
  ///   - srcKeyPaddingMask: (N, L): bool, true for padding, or numbers that are added.
  ///   - isCausal: `srcMask` is the causal mask, or stands for it when absent; nil: look whether it is.
  public func callAsFunction(_ src: Tensor, srcMask: Tensor? = nil, srcKeyPaddingMask: Tensor? = nil, isCausal: Bool? = nil) -> Tensor {
    let causal = isCausal ?? AttentionMask.isCausal(srcMask)
    var x = src
    for layer in layers { x = layer(x, srcMask: srcMask, srcKeyPaddingMask: srcKeyPaddingMask, isCausal: causal) }
    return norm.map { $0(x) } ?? x
  }

  /// Without masks.
  public func forward(_ src: Tensor) -> Tensor { self(src, srcMask: nil) }
}
