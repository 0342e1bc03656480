import MartletCore

/// `1 − cos(x1, x2)` where y = 1, `max(0, cos(x1, x2) − margin)` where y = −1, for x1, x2 (N, D) and y (N), or (D) and ().
/// (https://pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html)
public final class CosineEmbeddingLoss: Module {
  private let margin: Double
  private let reduction: LossReduction

  public init(margin: Double = 0, reduction: LossReduction = .mean) {
    self.margin = margin
    self.reduction = reduction
  }

  public func callAsFunction(_ input1: Tensor, _ input2: Tensor, _ target: Tensor) -> Tensor {
    withHooks([input1, input2, target]) { [F.cosineEmbeddingLoss($0[0], $0[1], $0[2], margin: margin, reduction: reduction)] }[0]
  }
}
