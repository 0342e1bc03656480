import MartletCore

/// The base of the schedules for learning rates: after each epoch (or batch) `step()` sets the `lr` of every group.
///
/// A schedule of your own overrides `getLR()`, which says the rates for `lastEpoch`:
/// ```swift
/// final class Halving: LRScheduler {
///   override func getLR() -> [Double] { baseLRs.map { $0 / Double(1 << lastEpoch) } }
/// }
/// ```
/// (https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate)
open class LRScheduler {
  public let optimizer: Optimizer
  /// How many steps were taken; 0 after `init`.
  public internal(set) var lastEpoch: Int
  /// The rates that the schedule starts from, a number a group.
  public internal(set) var baseLRs: [Double]
  var stepCount = 0
  var lastLR: [Double] = []
  /// Whether `getLR` is asked for the rates at the start.
  public private(set) var isInitial = false

  /// - Parameter lastEpoch: the epoch to resume after; then every group has to have an `initial_lr`.
  public init(_ optimizer: Optimizer, lastEpoch: Int = -1) {
    self.optimizer = optimizer
    self.lastEpoch = lastEpoch
    for (i, g) in optimizer.paramGroups.enumerated() where g["initial_lr"] == nil {
      require(lastEpoch == -1, "\(Self.self)", "lastEpoch \(lastEpoch) resumes a schedule, but group \(i) has no initial_lr")
      g["initial_lr"] = g["lr"]
    }
    baseLRs = optimizer.paramGroups.map { $0.number("initial_lr") }
    initialStep()
  }

  /// For schedules that leave the rates to others at the start.
  init(composing optimizer: Optimizer, lastEpoch: Int) {
    self.optimizer = optimizer
    self.lastEpoch = lastEpoch
    baseLRs = []
    lastLR = groupLRs
  }

  func initialStep() {
    stepCount = 0
    isInitial = true
    defer { isInitial = false }
    step()
  }

  /// The rates of the groups as they are now.
  public var groupLRs: [Double] { optimizer.paramGroups.map(\.lr) }

  /// The groups' rates, each times a factor.
  func scaled(_ factor: Double) -> [Double] { groupLRs.map { $0 * factor } }

  /// The rates for `lastEpoch`, from those of the epoch before (`groupLRs`) or from `baseLRs`.
  open func getLR() -> [Double] { fail("\(Self.self)", "does not say its rates: override getLR") }

  /// The rates for `lastEpoch` from `baseLRs` alone, where there is a formula; used by `step(epoch:)`.
  open func getClosedFormLR() -> [Double] { getLR() }

  /// The rates that were set last.
  public func getLastLR() -> [Double] { lastLR }

  /// Goes to the next epoch.
  open func step() {
    stepCount += 1
    lastEpoch += 1
    set(getLR())
  }

  /// Goes to an epoch.
  open func step(epoch: Int) {
    stepCount += 1
    jump(to: epoch)
  }

  /// What another schedule does when it hands over to this one; not counted as a step.
  func jump(to epoch: Int) {
    lastEpoch = epoch
    set(getClosedFormLR())
  }

  func set(_ rates: [Double]) {
    let groups = optimizer.paramGroups
    require(
      rates.count == groups.count, "\(Self.self)", "has \(rates.count) rates for \(groups.count) groups; was a group added after it was made?")
    for (g, lr) in zip(groups, rates) { g.lr = lr }
    lastLR = rates
  }

  /// Takes back the step that a schedule took when it was made, so that another can start it later.
  func undoInitialStep() { lastEpoch -= 1 }

  // MARK: State dicts

  /// The entries of the state dict; a subclass puts its own before those of `super`.
  open var stateFields: [StateField] {
    [
      StateField("base_lrs", self, \.baseLRs), StateField("last_epoch", self, \.lastEpoch), StateField("_step_count", self, \.stepCount),
      StateField("_last_lr", self, \.lastLR),
    ]
  }

  /// What the steps to come depend on, by PyTorch's names. The groups' own settings are in the optimiser's state dict.
  open func stateDict() -> Value { .record(stateFields.map { ($0.name, $0.read()) }) }

  /// Continues where `stateDict()` was taken. Throws `ValueError` when an entry is missing or of another kind.
  open func loadStateDict(_ dict: Value) throws {
    let fields = stateFields
    let values = try fields.map { try dict.entry($0.name) }
    for (field, value) in zip(fields, values) { try field.write(value) }
  }

  /// The same from a dictionary by name.
  public func loadStateDict(_ dict: [String: Value]) throws { try loadStateDict(dict.checkpointValue) }
}

