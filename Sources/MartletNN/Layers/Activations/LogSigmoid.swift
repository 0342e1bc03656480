import MartletCore

/// `log(1 / (1 + e⁻ˣ))`, elementwise and without overflow: x of any shape → the same shape.
/// (https://pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html)
public final class LogSigmoid: Module, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.logsigmoid(x) }
}
