import MartletCore

/// `eˣ − y x` for the logarithm x of a Poisson rate and a count y; without `logInput`, `x − y log(x + eps)` for the rate itself.
///
/// `full` adds Stirling's approximation of log y! where y > 1. (https://pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html)
public final class PoissonNLLLoss: Module, Loss {
  private let logInput: Bool
  private let full: Bool
  private let eps: Double
  private let reduction: LossReduction

  public init(logInput: Bool = true, full: Bool = false, eps: Double = 1e-8, reduction: LossReduction = .mean) {
    self.logInput = logInput
    self.full = full
    self.eps = eps
    self.reduction = reduction
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    F.poissonNllLoss(input, target, logInput: logInput, full: full, eps: eps, reduction: reduction)
  }
}
