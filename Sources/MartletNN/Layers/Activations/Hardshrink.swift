import MartletCore

/// 0 where |x| ≤ `lambd`, else x, elementwise: x of any shape → the same shape. Stops on integers.
/// (https://pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html)
public final class Hardshrink: ShrinkActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.hardshrink(x, lambd: lambd.double) }
}
