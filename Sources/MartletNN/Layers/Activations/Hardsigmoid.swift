import MartletCore

/// `min(max(0, x + 3), 6) / 6`, elementwise: x of any shape → the same shape. Stops on integers.
/// (https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html)
public final class Hardsigmoid: InplaceActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.hardsigmoid(x, inplace: inplace) }

  /// PyTorch does not show `inplace` here.
  public override var extraRepr: String { "" }
}
