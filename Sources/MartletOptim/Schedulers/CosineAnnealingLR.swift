import Foundation
import MartletCore

/// Half a cosine from the rates down to `etaMin` in `tMax` epochs, and up again: `η + (γ₀ − η) (1 + cos(π epoch / T)) / 2`.
///
/// Between `step()` calls the rates may be changed by others, which is why they are scaled rather than set. (https://arxiv.org/abs/1608.03983)
public final class CosineAnnealingLR: LRScheduler {
  private var tMax: Int
  private var etaMin: Double

  public init(_ optimizer: Optimizer, tMax: Int, etaMin: Double = 0, lastEpoch: Int = -1) {
    require(tMax > 0, "CosineAnnealingLR", "tMax must be positive, got \(tMax)")
    self.tMax = tMax
    self.etaMin = etaMin
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  private func height(_ epoch: Int) -> Double { 1 + cos(.pi * Double(epoch) / Double(tMax)) }

  public override func getLR() -> [Double] {
    if isInitial { return groupLRs }
    if stepCount == 1 && lastEpoch > 0 { return getClosedFormLR() }
    // At the bottom there is nothing to scale: the first step up is added.
    if (lastEpoch - 1 - tMax) % (2 * tMax) == 0 {
      let rise = (1 - cos(.pi / Double(tMax))) / 2
      return zip(groupLRs, baseLRs).map { $0 + ($1 - etaMin) * rise }
    }
    let ratio = height(lastEpoch) / height(lastEpoch - 1)
    return groupLRs.map { ratio * ($0 - etaMin) + etaMin }
  }

  public override func getClosedFormLR() -> [Double] { baseLRs.map { etaMin + ($0 - etaMin) * height(lastEpoch) / 2 } }

  public override var stateFields: [StateField] {
    [StateField("T_max", self, \.tMax), StateField("eta_min", self, \.etaMin)] + super.stateFields
  }
}
