import MartletCore

/// `Σ max(0, 1 − (x_t − x_j)) / C` over the targets t of a sample and all classes j that are none, for scores x (N, C) or (C).
///
/// A row of the int64 target (N, C) lists classes and ends at its first negative number.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html)
public final class MultiLabelMarginLoss: Module, Loss {
  private let reduction: LossReduction
  public init(reduction: LossReduction = .mean) { self.reduction = reduction }
  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor { F.multilabelMarginLoss(input, target, reduction: reduction) }
}
