import Foundation
import MartletCore

/// Goes from the groups' rates to `swaLr` in `annealEpochs` epochs, along a cosine or a line, and stays there: for averaging weights.
///
/// (https://arxiv.org/abs/1803.05407; https://pytorch.org/docs/stable/optim.html#stochastic-weight-averaging)
public final class SWALR: LRScheduler {
  public typealias AnnealStrategy = OneCycleLR.AnnealStrategy

  private var annealEpochs: Int
  private var annealStrategy: AnnealStrategy

  public init(
    _ optimizer: Optimizer, swaLr: some PerGroup, annealEpochs: Int = 10, annealStrategy: AnnealStrategy = .cos, lastEpoch: Int = -1
  ) {
    require(annealEpochs >= 0, "SWALR", "annealEpochs must not be negative, got \(annealEpochs)")
    self.annealEpochs = annealEpochs
    self.annealStrategy = annealStrategy
    let rates = swaLr.values(optimizer.paramGroups.count, "SWALR", "swaLr")
    for (g, lr) in zip(optimizer.paramGroups, rates) { g["swa_lr"] = lr.checkpointValue }
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  /// How much of the way to `swaLr` is done at a step.
  private func part(_ step: Int) -> Double {
    let t = Double(step) / Double(Swift.max(1, annealEpochs))
    return annealStrategy.value(0, 1, Swift.max(0, Swift.min(1, t)))
  }

  public override func getLR() -> [Double] {
    let step = annealEpochs == 0 ? Swift.max(1, stepCount - 1) : stepCount - 1
    let before = part(step - 1), now = part(step)
    return optimizer.paramGroups.map { g in
      let target = g.number("swa_lr")
      // Where the way began, found from where it has come.
      let start = before == 1 ? target : (g.lr - before * target) / (1 - before)
      return target * now + start * (1 - now)
    }
  }

  public override var stateFields: [StateField] {
    [StateField("anneal_epochs", self, \.annealEpochs), StateField("_anneal_strategy", self, \.annealStrategy)] + super.stateFields
  }
}
