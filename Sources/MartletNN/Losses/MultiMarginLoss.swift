import MartletCore

/// `Σ_{j ≠ t} w_t max(0, margin − x_t + x_j)^p / C` for scores x (N, C) or (C) and classes t (N) or (); p is 1 or 2.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html)
public final class MultiMarginLoss: Module, Loss {
  @Buffer public var weight: Tensor?
  private let p: Int
  private let margin: Double
  private let reduction: LossReduction

  public init(p: Int = 1, margin: Double = 1, weight: Tensor? = nil, reduction: LossReduction = .mean) {
    self.p = p
    self.margin = margin
    self.weight = weight
    self.reduction = reduction
  }

  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    F.multiMarginLoss(input, target, p: p, margin: margin, weight: weight, reduction: reduction)
  }
}
