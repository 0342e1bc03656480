import MartletCore

/// `|x − y|` for input x and target y of one shape, averaged, summed or as it is.
/// (https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html)
public final class L1Loss: Module, Loss {
  private let reduction: LossReduction
  public init(reduction: LossReduction = .mean) { self.reduction = reduction }
  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor { F.l1Loss(input, target, reduction: reduction) }
}
