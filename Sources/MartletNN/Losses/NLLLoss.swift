import MartletCore

/// `−w_t x_t` for log-probabilities x (N, C, …) or (C) and class indices t (N, …) or (); targets equal to `ignoreIndex` do not count.
///
/// `.mean` divides by the weights of the targets that count. Stops on a target that is no class.
/// (https://pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html)
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
