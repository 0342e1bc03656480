import MartletCore

/// `(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)`, elementwise: x of any shape → the same shape. (https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html)
public final class Tanh: Module, Layer {
  public func forward(_ x: Tensor) -> Tensor { x.tanh() }
}
