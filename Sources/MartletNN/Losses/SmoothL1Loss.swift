import MartletCore

/// `½ d² / beta` for d = |x − y| < beta, else `d − ½ beta`; beta 0 gives the L1 loss. Stops when beta is negative.
/// (https://pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html)
public final class SmoothL1Loss: Module, Loss {
  private let reduction: LossReduction
  private let beta: Double

  public init(reduction: LossReduction = .mean, beta: Double = 1) {
    self.reduction = reduction
    self.beta = beta
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor { F.smoothL1Loss(input, target, reduction: reduction, beta: beta) }
}
