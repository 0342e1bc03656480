import MartletCore

/// ELU with the constants that keep mean 0 and variance 1 through a deep network, elementwise: x of any shape → the same shape.
///
/// `scale · (max(0, x) + min(0, α (eˣ − 1)))`, α ≈ 1.6733, scale ≈ 1.0507. (https://arxiv.org/abs/1706.02515)
public final class SELU: InplaceActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.selu(x, inplace: inplace) }
}
