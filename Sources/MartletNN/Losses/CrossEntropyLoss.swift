import MartletCore

/// `−w_t log softmax(x)_t` for logits x (N, C, …) or (C) and class indices t (N, …) or (), or probabilities of x's shape.
///
/// - `weight` (C) weighs the classes; `.mean` divides by the weights of the targets that count.
/// - Targets equal to `ignoreIndex` do not count.
/// - `labelSmoothing` s makes the target `(1 − s) q + s / C`.
///
/// Stops on a target that is no class. (https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html)
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
