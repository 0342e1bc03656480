import MartletCore

/// `½ (log v + (x − y)² / v)` for means x, observations y and variances v, which are at least eps; `full` adds ½ log 2π.
///
/// The variances have x's shape, that shape with a last dim of 1, or without it. Stops on negative ones.
/// (https://pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html)
public final class GaussianNLLLoss: Module {
  private let full: Bool
  private let eps: Double
  private let reduction: LossReduction

  public init(full: Bool = false, eps: Double = 1e-6, reduction: LossReduction = .mean) {
    self.full = full
    self.eps = eps
    self.reduction = reduction
  }

  public func callAsFunction(_ input: Tensor, _ target: Tensor, _ variance: Tensor) -> Tensor {
    withHooks([input, target, variance]) {
      [F.gaussianNllLoss($0[0], $0[1], $0[2], full: full, eps: eps, reduction: reduction)]
    }[0]
  }
}
