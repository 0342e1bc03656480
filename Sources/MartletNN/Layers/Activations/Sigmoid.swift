import MartletCore

/// `1 / (1 + e⁻ˣ)`, elementwise: x of any shape → the same shape. (https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html)
public final class Sigmoid: Module, Layer {
  public func forward(_ x: Tensor) -> Tensor { x.sigmoid() }
}
