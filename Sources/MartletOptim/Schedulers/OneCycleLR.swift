import Foundation
import MartletCore

/// One cycle over a whole training: the rate rises from `maxLr / divFactor` to `maxLr` in the first `pctStart` of the steps, then falls to
/// `1 / finalDivFactor` of where it started; the momentum the other way. With `threePhase` it falls to its start first.
///
/// The rates of each group's phases are kept in its settings (`initial_lr`, `max_lr`, `min_lr`). For steps after each batch; stops when stepped
/// more than `totalSteps` times. (https://arxiv.org/abs/1708.07120)
public final class OneCycleLR: LRScheduler {
  public enum AnnealStrategy: String, NamedOption {
    case cos, linear

    /// From start to end as `part` goes from 0 to 1.
    func value(_ start: Double, _ end: Double, _ part: Double) -> Double {
      switch self {
      case .cos: end + (start - end) / 2 * (Foundation.cos(.pi * part) + 1)
      case .linear: (end - start) * part + start
      }
    }
  }

  private var totalSteps: Int
  private var phases: [Phase]
  private var annealStrategy: AnnealStrategy
  private var cycleMomentum: Bool
  private let momentum: CycledMomentum?

  /// - Parameters:
  ///   - totalSteps: how long the cycle is; else `epochs` × `stepsPerEpoch`.
  public init(
    _ optimizer: Optimizer, maxLr: some PerGroup, totalSteps: Int? = nil, epochs: Int? = nil, stepsPerEpoch: Int? = nil,
    pctStart: Double = 0.3, annealStrategy: AnnealStrategy = .cos, cycleMomentum: Bool = true, baseMomentum: some PerGroup = 0.85,
    maxMomentum: some PerGroup = 0.95, divFactor: Double = 25, finalDivFactor: Double = 1e4, threePhase: Bool = false, lastEpoch: Int = -1
  ) {
    let op = "OneCycleLR", groups = optimizer.paramGroups
    guard let steps = totalSteps ?? epochs.flatMap({ e in stepsPerEpoch.map { e * $0 } }) else {
      fail(op, "needs totalSteps, or epochs and stepsPerEpoch")
    }
    require(steps > 0, op, "the number of steps must be positive, got \(steps)")
    require((0...1).contains(pctStart), op, "pctStart must lie in 0...1, got \(pctStart)")
    self.totalSteps = steps
    phases = Phase.all(steps, pctStart, threePhase)
    self.annealStrategy = annealStrategy
    self.cycleMomentum = cycleMomentum
    momentum = cycleMomentum ? CycledMomentum(optimizer, op) : nil
    if lastEpoch == -1 {
      let rates = maxLr.values(groups.count, op, "maxLr")
      for (g, rate) in zip(groups, rates) {
        g["initial_lr"] = (rate / divFactor).checkpointValue
        g["max_lr"] = rate.checkpointValue
        g["min_lr"] = (rate / divFactor / finalDivFactor).checkpointValue
      }
      if let momentum {
        let base = baseMomentum.values(groups.count, op, "baseMomentum"), max = maxMomentum.values(groups.count, op, "maxMomentum")
        for (i, g) in groups.enumerated() { momentum.start(g, base: base[i], max: max[i]) }
      }
    }
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  public override func getLR() -> [Double] {
    require(lastEpoch <= totalSteps, "OneCycleLR", "was stepped \(lastEpoch) times; its cycle has \(totalSteps) steps")
    let now = Double(lastEpoch)
    let at = phases.firstIndex { now <= $0.endStep } ?? phases.count - 1
    let phase = phases[at], start = at == 0 ? 0 : phases[at - 1].endStep
    let part = (now - start) / (phase.endStep - start)
    return optimizer.paramGroups.map { g in
      if let momentum {
        momentum.set(annealStrategy.value(g.number(phase.startMomentum), g.number(phase.endMomentum), part), g)
      }
      return annealStrategy.value(g.number(phase.startLR), g.number(phase.endLR), part)
    }
  }

  public override var stateFields: [StateField] {
    [
      StateField("total_steps", self, \.totalSteps), StateField("_schedule_phases", self, \.phases),
      StateField("_anneal_func_type", self, \.annealStrategy), StateField("cycle_momentum", self, \.cycleMomentum),
    ] + super.stateFields
  }
}

/// A part of the cycle: from one of a group's settings to another.
private struct Phase: StateValue {
  let endStep: Double
  let startLR: String, endLR: String
  let startMomentum: String, endMomentum: String

  init(_ endStep: Double, lr: (String, String), momentum: (String, String)) {
    self.endStep = endStep
    (startLR, endLR) = lr
    (startMomentum, endMomentum) = momentum
  }

  static func all(_ steps: Int, _ pctStart: Double, _ threePhase: Bool) -> [Phase] {
    let rise = pctStart * Double(steps), last = Double(steps - 1)
    let up = Phase(rise - 1, lr: ("initial_lr", "max_lr"), momentum: ("max_momentum", "base_momentum"))
    if !threePhase { return [up, Phase(last, lr: ("max_lr", "min_lr"), momentum: ("base_momentum", "max_momentum"))] }
    return [
      up, Phase(2 * rise - 2, lr: ("max_lr", "initial_lr"), momentum: ("base_momentum", "max_momentum")),
      Phase(last, lr: ("initial_lr", "min_lr"), momentum: ("max_momentum", "max_momentum")),
    ]
  }

  init(checkpoint value: Value) throws {
    func word(_ name: String) throws -> String { try value.entry(name).string }
    self.init(
      try value.entry("end_step").number, lr: (try word("start_lr"), try word("end_lr")),
      momentum: (try word("start_momentum"), try word("end_momentum")))
  }

  var checkpointValue: Value {
    .record([
      ("end_step", endStep), ("start_lr", startLR), ("end_lr", endLR), ("start_momentum", startMomentum), ("end_momentum", endMomentum),
    ])
  }
}
