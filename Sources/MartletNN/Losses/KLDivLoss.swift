import MartletCore

/// The Kullback-Leibler divergence `y (log y − x)` of log-probabilities x from probabilities y, or from their logarithms with `logTarget`.
///
/// `.mean` divides by the number of elements; the divergence itself is `.batchmean`.
/// (https://pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html)
public final class KLDivLoss: Module, Loss {
  private let reduction: F.KLDivReduction
  private let logTarget: Bool

  public init(reduction: F.KLDivReduction = .mean, logTarget: Bool = false) {
    self.reduction = reduction
    self.logTarget = logTarget
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor { F.klDiv(input, target, reduction: reduction, logTarget: logTarget) }
}
