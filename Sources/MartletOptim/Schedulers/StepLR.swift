import Foundation
import MartletCore

/// Multiplies the rates by γ every `stepSize` epochs: `γ₀ γ^⌊epoch / stepSize⌋`.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html)
public final class StepLR: LRScheduler {
  private var stepSize: Int
  private var gamma: Double

  public init(_ optimizer: Optimizer, stepSize: Int, gamma: Double = 0.1, lastEpoch: Int = -1) {
    require(stepSize > 0, "StepLR", "stepSize must be positive, got \(stepSize)")
    self.stepSize = stepSize
    self.gamma = gamma
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  public override func getLR() -> [Double] { lastEpoch == 0 || lastEpoch % stepSize != 0 ? groupLRs : scaled(gamma) }

  public override func getClosedFormLR() -> [Double] { baseLRs.map { $0 * pow(gamma, Double(lastEpoch / stepSize)) } }

  public override var stateFields: [StateField] {
    [StateField("step_size", self, \.stepSize), StateField("gamma", self, \.gamma)] + super.stateFields
  }
}
