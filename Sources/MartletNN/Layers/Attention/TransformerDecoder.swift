import MartletCore

/// A stack of decoder layers: copies of one layer, which all start from its weights, and a norm at the end if one is given.
///
/// tgt (T, N, dModel) and memory (S, N, dModel) → (T, N, dModel), as the layer.
/// (https://pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html)
public final class TransformerDecoder: Module {
  private let layers: [TransformerDecoderLayer]
  private let norm: (any Layer)?

  public init(_ decoderLayer: TransformerDecoderLayer, numLayers: Int, norm: (any Layer)? = nil) {
    require(numLayers >= 0, "TransformerDecoder", "numLayers must not be negative, got \(numLayers)")
    layers = (0..<numLayers).map { _ in decoderLayer.deepCopy() }
    self.norm = norm
  }

  /// The arguments are those of `TransformerDecoderLayer`; where `tgtIsCausal` is nil, `tgtMask` is looked at.
  public func callAsFunction(
    _ tgt: Tensor, _ memory: Tensor, tgtMask: Tensor? = nil, memoryMask: Tensor? = nil, tgtKeyPaddingMask: Tensor? = nil,
    memoryKeyPaddingMask: Tensor? = nil, tgtIsCausal: Bool? = nil, memoryIsCausal: Bool = false
  ) -> Tensor {
    let causal = tgtIsCausal ?? AttentionMask.isCausal(tgtMask)
    var x = tgt
    for layer in layers {
      x = layer(
        x, memory, tgtMask: tgtMask, memoryMask: memoryMask, tgtKeyPaddingMask: tgtKeyPaddingMask, memoryKeyPaddingMask: memoryKeyPaddingMask,
        tgtIsCausal: causal, memoryIsCausal: memoryIsCausal)
    }
    return norm.map { $0(x) } ?? x
  }
}
