import MartletCore

/// The mean over the classes of binary cross-entropies of logits x (N, C) with targets y (N, C), each class weighted by w (C).
/// (https://pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html)
public final class MultiLabelSoftMarginLoss: Module, Loss {
  @Buffer public var weight: Tensor?
  private let reduction: LossReduction

  public init(weight: Tensor? = nil, reduction: LossReduction = .mean) {
    self.weight = weight
    self.reduction = reduction
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    F.multilabelSoftMarginLoss(input, target, weight: weight, reduction: reduction)
  }
}
