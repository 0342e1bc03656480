import MartletCore

/// `x · min(max(0, x + 3), 6) / 6`, elementwise: x of any shape → the same shape. Stops on integers. (https://arxiv.org/abs/1905.02244)
public final class Hardswish: InplaceActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.hardswish(x, inplace: inplace) }

  /// PyTorch does not show `inplace` here.
  public override var extraRepr: String { "" }
}
