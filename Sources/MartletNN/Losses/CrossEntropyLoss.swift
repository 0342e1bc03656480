import MartletCore

/// Cross-entropy between logits (N, C, …) and class indices (N, …) or probabilities (N, C, …); see `F.crossEntropy`.
public final class CrossEntropyLoss: Module, Loss {
  @Buffer public var weight: Tensor?
  private let ignoreIndex: Int
  private let reduction: LossReduction
  private let labelSmoothing: Double

  public init(weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: LossReduction = .mean, labelSmoothing: Double = 0) {
    self.weight = weight
    self.ignoreIndex = ignoreIndex
    self.reduction = reduction
    self.labelSmoothing = labelSmoothing
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    F.crossEntropy(
      input, target, weight: weight, ignoreIndex: ignoreIndex, reduction: reduction, labelSmoothing: labelSmoothing)
  }
}
