import MartletCore

/// x where y = 1, `max(0, margin − x)` where y = −1, for distances x.
/// (https://pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html)
public final class HingeEmbeddingLoss: Module, Loss {
  private let margin: Double
  private let reduction: LossReduction

  public init(margin: Double = 1, reduction: LossReduction = .mean) {
    self.margin = margin
    self.reduction = reduction
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    F.hingeEmbeddingLoss(input, target, margin: margin, reduction: reduction)
  }
}
