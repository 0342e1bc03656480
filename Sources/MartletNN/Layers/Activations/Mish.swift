import MartletCore

/// `x tanh(log(1 + eˣ))`, elementwise: x of any shape → the same shape. Stops on integers. (https://arxiv.org/abs/1908.08681)
public final class Mish: InplaceActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.mish(x, inplace: inplace) }
}
