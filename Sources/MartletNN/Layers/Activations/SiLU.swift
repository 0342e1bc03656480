import MartletCore

/// `x σ(x)`, also called swish, elementwise: x of any shape → the same shape. (https://arxiv.org/abs/1702.03118)
public final class SiLU: InplaceActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.silu(x, inplace: inplace) }
}
