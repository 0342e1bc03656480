import MartletCore

/// Several schedules at once: each step takes a step of all of them.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html)
public final class ChainedScheduler: ComposedScheduler {
  public init(_ schedulers: [LRScheduler], optimizer: Optimizer? = nil) {
    super.init(parts: schedulers, optimizer, lastEpoch: 0)
  }

  public override func step() {
    for s in schedulers { s.step() }
    lastEpoch = schedulers[0].lastEpoch
    lastLR = groupLRs
  }

  public override func loadStateDict(_ dict: Value) throws {
    try super.loadStateDict(dict)
    lastEpoch = schedulers[0].lastEpoch
  }

  public override var stateFields: [StateField] { [StateField("_last_lr", self, \.lastLR)] }
}
