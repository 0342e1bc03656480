import Foundation
import MartletCore

/// Half a cosine from the rates down to `etaMin`, again and again: the first takes `t0` epochs, each further one `tMult` times the one before.
///
/// `step(epoch:)` takes fractions of an epoch, for steps after each batch. (https://arxiv.org/abs/1608.03983)
public final class CosineAnnealingWarmRestarts: LRScheduler {
  private var t0: Int, tMult: Int
  private var etaMin: Double
  /// The length of the current cosine, and how far it has gone.
  private var length: Int, position: Double

  public init(_ optimizer: Optimizer, t0: Int, tMult: Int = 1, etaMin: Double = 0, lastEpoch: Int = -1) {
    require(t0 > 0, "CosineAnnealingWarmRestarts", "t0 must be positive, got \(t0)")
    require(tMult >= 1, "CosineAnnealingWarmRestarts", "tMult must be at least 1, got \(tMult)")
    self.t0 = t0
    self.tMult = tMult
    self.etaMin = etaMin
    length = t0
    position = Double(lastEpoch)
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  public override func getLR() -> [Double] {
    baseLRs.map { etaMin + ($0 - etaMin) * (1 + cos(.pi * position / Double(length))) / 2 }
  }

  public override func step() {
    if lastEpoch < 0 { return step(epoch: 0.0) }
    position += 1
    if position >= Double(length) {
      position = position.truncatingRemainder(dividingBy: Double(length))
      length *= tMult
    }
    lastEpoch += 1
    set(getLR())
  }

  public override func step(epoch: Int) { step(epoch: Double(epoch)) }

  override func jump(to epoch: Int) { step(epoch: Double(epoch)) }

  /// Goes to an epoch or a part of one.
  public func step(epoch: Double) {
    require(epoch >= 0, "CosineAnnealingWarmRestarts", "epoch must not be negative, got \(epoch)")
    let first = Double(t0), factor = Double(tMult)
    if epoch < first {
      (length, position) = (t0, epoch)
    } else if tMult == 1 {
      position = epoch.truncatingRemainder(dividingBy: first)
    } else {
      let n = floor(log(epoch / first * (factor - 1) + 1) / log(factor))
      position = epoch - first * (pow(factor, n) - 1) / (factor - 1)
      length = t0 * Int(pow(factor, n))
    }
    lastEpoch = Int(epoch)
    set(getLR())
  }

  public override var stateFields: [StateField] {
    [
      StateField("T_0", self, \.t0), StateField("T_i", self, \.length), StateField("T_mult", self, \.tMult),
      StateField("eta_min", self, \.etaMin), StateField("T_cur", self, \.position),
    ] + super.stateFields
  }
}
