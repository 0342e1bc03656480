import MartletCore

/// One schedule after another: the next begins at each milestone, at its own epoch 0.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html)
public final class SequentialLR: ComposedScheduler {
  private var milestones: [Int]

  public init(_ optimizer: Optimizer, schedulers: [LRScheduler], milestones: [Int], lastEpoch: Int = -1) {
    require(
      milestones.count == schedulers.count - 1, "SequentialLR",
      "needs one milestone less than schedulers, got \(milestones.count) for \(schedulers.count)")
    self.milestones = milestones
    super.init(parts: schedulers, optimizer, lastEpoch: lastEpoch + 1)
    // Each schedule set the rates for its own start; only the first is to begin now.
    for g in optimizer.paramGroups { g["lr"] = g["initial_lr"] }
    undoInitialStep()
    current.initialStep()
    lastLR = current.getLastLR()
  }

  private var index: Int { milestones.count { $0 <= lastEpoch } }
  private var current: LRScheduler { schedulers[index] }

  public override func step() {
    lastEpoch += 1
    if index > 0 && milestones[index - 1] == lastEpoch { current.jump(to: 0) } else { current.step() }
    lastLR = current.getLastLR()
  }

  public override var stateFields: [StateField] {
    [
      StateField("_milestones", self, \.milestones), StateField("last_epoch", self, \.lastEpoch), StateField("_last_lr", self, \.lastLR),
    ]
  }
}
