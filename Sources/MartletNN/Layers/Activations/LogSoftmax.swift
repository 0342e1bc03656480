import MartletCore

/// `log(e^xᵢ / Σⱼ e^xⱼ)` along a dim, without overflow: x of any shape → the same shape.
///
/// Stops when x has no such dim. (https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html)
public final class LogSoftmax: DimActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.logSoftmax(x, dim: dim) }
}
