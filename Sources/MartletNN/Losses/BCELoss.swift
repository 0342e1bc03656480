import MartletCore

/// `−w (y log x + (1 − y) log(1 − x))` for probabilities x and targets y of one shape; logarithms are cut off at −100.
///
/// Stops when the shapes differ, and on an x outside 0…1. (https://pytorch.org/docs/stable/generated/torch.nn.BCELoss.html)
public final class BCELoss: Module, Loss {
  @Buffer public var weight: Tensor?
  private let reduction: LossReduction

  public init(weight: Tensor? = nil, reduction: LossReduction = .mean) {
    self.weight = weight
    self.reduction = reduction
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    F.binaryCrossEntropy(input, target, weight: weight, reduction: reduction)
  }
}
