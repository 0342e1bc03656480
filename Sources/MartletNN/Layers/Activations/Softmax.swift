import MartletCore

/// `e^xᵢ / Σⱼ e^xⱼ` along a dim, so that the elements there sum to 1: x of any shape → the same shape.
///
/// Stops when x has no such dim. (https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html)
public final class Softmax: DimActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.softmax(x, dim: dim) }
}
