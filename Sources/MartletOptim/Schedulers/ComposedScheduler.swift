import MartletCore

/// What schedules made of others share: checks, and a state dict that holds those of its parts.
public class ComposedScheduler: LRScheduler {
  let schedulers: [LRScheduler]

  init(parts: [LRScheduler], _ optimizer: Optimizer?, lastEpoch: Int) {
    guard let first = parts.first else { fail("\(Self.self)", "needs at least one scheduler") }
    let optimizer = optimizer ?? first.optimizer
    for (i, s) in parts.enumerated() {
      require(s.optimizer === optimizer, "\(Self.self)", "scheduler \(i), a \(type(of: s)), belongs to another optimiser")
      require(!(s is ReduceLROnPlateau), "\(Self.self)", "cannot contain a ReduceLROnPlateau, which needs a metric (scheduler \(i))")
    }
    schedulers = parts
    super.init(composing: optimizer, lastEpoch: lastEpoch)
  }

  override func undoInitialStep() { for s in schedulers { s.undoInitialStep() } }

  public override func stateDict() -> Value {
    .record(stateFields.map { ($0.name, $0.read()) } + [("_schedulers", schedulers.map { $0.stateDict() })])
  }

  public override func loadStateDict(_ dict: Value) throws {
    let parts = try dict.entry("_schedulers").list
    guard parts.count == schedulers.count else {
      throw OptimizerStateError(description: "\(Self.self): the state dict has \(parts.count) schedulers, this one \(schedulers.count)")
    }
    try super.loadStateDict(dict)
    for (s, part) in zip(schedulers, parts) { try s.loadStateDict(part) }
  }
}
