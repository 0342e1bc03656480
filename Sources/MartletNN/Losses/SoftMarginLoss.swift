import MartletCore

/// `log(1 + e^(−y x))` for scores x and targets y = ±1 of one shape.
/// (https://pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html)
public final class SoftMarginLoss: Module, Loss {
  private let reduction: LossReduction
  public init(reduction: LossReduction = .mean) { self.reduction = reduction }
  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor { F.softMarginLoss(input, target, reduction: reduction) }
}
