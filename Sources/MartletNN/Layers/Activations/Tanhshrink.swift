import MartletCore

/// `x − tanh(x)`, elementwise: x of any shape → the same shape. (https://pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html)
public final class Tanhshrink: Module, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.tanhshrink(x) }
}
