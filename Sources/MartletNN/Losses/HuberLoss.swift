import MartletCore

/// `½ d²` for d = |x − y| < delta, else `delta (d − ½ delta)`. Stops when delta is not positive.
/// (https://pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html)
public final class HuberLoss: Module, Loss {
  private let reduction: LossReduction
  private let delta: Double

  public init(reduction: LossReduction = .mean, delta: Double = 1) {
    self.reduction = reduction
    self.delta = delta
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor { F.huberLoss(input, target, reduction: reduction, delta: delta) }
}
