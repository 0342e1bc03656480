import Foundation
import MartletCore

/// Multiplies the rates by γ every epoch.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html)
public final class ExponentialLR: LRScheduler {
  private var gamma: Double

  public init(_ optimizer: Optimizer, gamma: Double, lastEpoch: Int = -1) {
    self.gamma = gamma
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  public override func getLR() -> [Double] { isInitial ? groupLRs : scaled(gamma) }

  public override func getClosedFormLR() -> [Double] { baseLRs.map { $0 * pow(gamma, Double(lastEpoch)) } }

  public override var stateFields: [StateField] { [StateField("gamma", self, \.gamma)] + super.stateFields }
}
