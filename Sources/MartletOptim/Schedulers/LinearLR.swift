import MartletCore

/// Goes from `startFactor` to `endFactor` times the rates in `totalIters` steps of equal size.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html)
public final class LinearLR: LRScheduler {
  private var startFactor: Double, endFactor: Double
  private var totalIters: Int

  public init(_ optimizer: Optimizer, startFactor: Double = 1.0 / 3, endFactor: Double = 1, totalIters: Int = 5, lastEpoch: Int = -1) {
    require(startFactor > 0 && startFactor <= 1, "LinearLR", "startFactor must be above 0 and at most 1, got \(startFactor)")
    require((0...1).contains(endFactor), "LinearLR", "endFactor must lie in 0...1, got \(endFactor)")
    self.startFactor = startFactor
    self.endFactor = endFactor
    self.totalIters = totalIters
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  public override func getLR() -> [Double] {
    if lastEpoch == 0 { return scaled(startFactor) }
    if isInitial || lastEpoch > totalIters { return groupLRs }
    let rise = endFactor - startFactor
    return scaled(1 + rise / (Double(totalIters) * startFactor + Double(lastEpoch - 1) * rise))
  }

  public override func getClosedFormLR() -> [Double] {
    let part = Double(min(totalIters, lastEpoch)) / Double(totalIters)
    return baseLRs.map { $0 * (startFactor + (endFactor - startFactor) * part) }
  }

  public override var stateFields: [StateField] {
    [
      StateField("start_factor", self, \.startFactor), StateField("end_factor", self, \.endFactor),
      StateField("total_iters", self, \.totalIters),
    ] + super.stateFields
  }
}
