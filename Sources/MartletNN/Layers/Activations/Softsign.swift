import MartletCore

/// `x / (1 + |x|)`, elementwise: x of any shape → the same shape. (https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html)
public final class Softsign: Module, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.softsign(x) }
}
