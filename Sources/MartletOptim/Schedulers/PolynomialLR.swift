import Foundation
import MartletCore

/// Takes the rates to 0 in `totalIters` steps: `γ₀ (1 − epoch / totalIters)^power`.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html)
public final class PolynomialLR: LRScheduler {
  private var totalIters: Int
  private var power: Double

  public init(_ optimizer: Optimizer, totalIters: Int = 5, power: Double = 1, lastEpoch: Int = -1) {
    self.totalIters = totalIters
    self.power = power
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  /// What is left of the schedule at an epoch.
  private func rest(_ epoch: Int) -> Double { 1 - Double(epoch) / Double(totalIters) }

  public override func getLR() -> [Double] {
    if isInitial || lastEpoch > totalIters { return groupLRs }
    return scaled(pow(rest(lastEpoch) / rest(lastEpoch - 1), power))
  }

  public override func getClosedFormLR() -> [Double] { baseLRs.map { $0 * pow(rest(min(totalIters, lastEpoch)), power) } }

  public override var stateFields: [StateField] {
    [StateField("total_iters", self, \.totalIters), StateField("power", self, \.power)] + super.stateFields
  }
}
