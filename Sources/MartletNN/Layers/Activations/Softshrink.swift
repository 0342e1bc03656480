import MartletCore

/// 0 where |x| ≤ `lambd`, else x moved towards 0 by `lambd`, elementwise: x of any shape → the same shape.
///
/// Stops on integers and on a negative `lambd`. (https://pytorch.org/docs/stable/generated/torch.nn.Softshrink.html)
public final class Softshrink: ShrinkActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.softshrink(x, lambd: lambd.double) }
}
