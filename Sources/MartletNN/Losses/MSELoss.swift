import MartletCore

/// `(x − y)²` for input x and target y of one shape, averaged, summed or as it is.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html)
public final class MSELoss: Module, Loss {
  private let reduction: LossReduction
  public init(reduction: LossReduction = .mean) { self.reduction = reduction }
  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor { F.mseLoss(input, target, reduction: reduction) }
}
