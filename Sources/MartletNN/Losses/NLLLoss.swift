import MartletCore

/// Negative log-likelihood of log-probabilities (N, C, …) for class indices (N, …); see `F.nllLoss`.
public final class NLLLoss: Module, Loss {
  @Buffer public var weight: Tensor?
  private let ignoreIndex: Int
  private let reduction: LossReduction

  public init(weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: LossReduction = .mean) {
    self.weight = weight
    self.ignoreIndex = ignoreIndex
    self.reduction = reduction
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    F.nllLoss(input, target, weight: weight, ignoreIndex: ignoreIndex, reduction: reduction)
  }
}
