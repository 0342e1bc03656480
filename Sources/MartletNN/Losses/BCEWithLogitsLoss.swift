import MartletCore

/// `−w (p y log σ(x) + (1 − y) log(1 − σ(x)))` for logits x and targets y of one shape, w a weight and p the weight of positive targets.
///
/// Stops when the shapes differ. (https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html)
public final class BCEWithLogitsLoss: Module, Loss {
  @Buffer public var weight: Tensor?
  @Buffer public var posWeight: Tensor?
  private let reduction: LossReduction

  public init(weight: Tensor? = nil, reduction: LossReduction = .mean, posWeight: Tensor? = nil) {
    self.weight = weight
    self.posWeight = posWeight
    self.reduction = reduction
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    F.binaryCrossEntropyWithLogits(input, target, weight: weight, posWeight: posWeight, reduction: reduction)
  }
}
