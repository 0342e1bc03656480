import MartletCore

/// `(x − y)²`, averaged, summed or as it is.
public final class MSELoss: Module, Loss {
  private let reduction: LossReduction
  public init(reduction: LossReduction = .mean) { self.reduction = reduction }
  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor { F.mseLoss(input, target, reduction: reduction) }
}
