import MartletCore

/// `max(0, d(a, p) − d(a, n) + margin)` for a distance d of the user's, by default `PairwiseDistance`.
///
/// `swap` takes the smaller of d(a, n) and d(p, n). Stops when margin is not positive.
/// (https://pytorch.org/docs/stable/generated/torch.nn.TripletMarginWithDistanceLoss.html)
public final class TripletMarginWithDistanceLoss: Module {
  /// What `print` shows when the distance is the default.
  private let distanceFunction: PairwiseDistance?
  private let distance: (Tensor, Tensor) -> Tensor
  private let margin: Double
  private let swap: Bool
  private let reduction: LossReduction

  public init(
    distanceFunction: ((Tensor, Tensor) -> Tensor)? = nil, margin: Double = 1, swap: Bool = false, reduction: LossReduction = .mean
  ) {
    let standard = distanceFunction == nil ? PairwiseDistance() : nil
    self.distanceFunction = standard
    distance = distanceFunction ?? { standard!($0, $1) }
    self.margin = margin
    self.swap = swap
    self.reduction = reduction
  }

  public func callAsFunction(_ anchor: Tensor, _ positive: Tensor, _ negative: Tensor) -> Tensor {
    withHooks([anchor, positive, negative]) {
      [
        F.tripletMarginWithDistanceLoss(
          $0[0], $0[1], $0[2], distanceFunction: distance, margin: margin, swap: swap, reduction: reduction)
      ]
    }[0]
  }
}
