import MartletCore

/// `max(0, −y (x1 − x2) + margin)`: y = 1 asks x1 to be the larger, −1 the smaller.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html)
public final class MarginRankingLoss: Module {
  private let margin: Double
  private let reduction: LossReduction

  public init(margin: Double = 0, reduction: LossReduction = .mean) {
    self.margin = margin
    self.reduction = reduction
  }

  public func callAsFunction(_ input1: Tensor, _ input2: Tensor, _ target: Tensor) -> Tensor {
    withHooks([input1, input2, target]) { [F.marginRankingLoss($0[0], $0[1], $0[2], margin: margin, reduction: reduction)] }[0]
  }
}
