import MartletCore

/// `max(0, d(a, p) − d(a, n) + margin)` with the p-norm distance d over the last dim of anchors, positives and negatives (N, D) or (D).
///
/// `swap` takes the smaller of d(a, n) and d(p, n). (https://pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html)
public final class TripletMarginLoss: Module {
  private let margin: Double
  private let p: Double
  private let eps: Double
  private let swap: Bool
  private let reduction: LossReduction

  public init(margin: Double = 1, p: Double = 2, eps: Double = 1e-6, swap: Bool = false, reduction: LossReduction = .mean) {
    self.margin = margin
    self.p = p
    self.eps = eps
    self.swap = swap
    self.reduction = reduction
  }

  public func callAsFunction(_ anchor: Tensor, _ positive: Tensor, _ negative: Tensor) -> Tensor {
    withHooks([anchor, positive, negative]) {
      [F.tripletMarginLoss($0[0], $0[1], $0[2], margin: margin, p: p, eps: eps, swap: swap, reduction: reduction)]
    }[0]
  }
}
