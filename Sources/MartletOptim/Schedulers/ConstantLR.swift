import MartletCore

/// Multiplies the rates by `factor` until `totalIters` steps were taken.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html)
public final class ConstantLR: LRScheduler {
  private var factor: Double
  private var totalIters: Int

  public init(_ optimizer: Optimizer, factor: Double = 1.0 / 3, totalIters: Int = 5, lastEpoch: Int = -1) {
    require((0...1).contains(factor), "ConstantLR", "factor must lie in 0...1, got \(factor)")
    self.factor = factor
    self.totalIters = totalIters
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  public override func getLR() -> [Double] {
    if lastEpoch == 0 { return scaled(factor) }
    return lastEpoch == totalIters ? scaled(1 / factor) : groupLRs
  }

  public override func getClosedFormLR() -> [Double] { baseLRs.map { lastEpoch >= totalIters ? $0 : $0 * factor } }

  public override var stateFields: [StateField] {
    [StateField("factor", self, \.factor), StateField("total_iters", self, \.totalIters)] + super.stateFields
  }
}
