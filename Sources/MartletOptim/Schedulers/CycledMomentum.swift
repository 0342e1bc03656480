import MartletCore

/// The momentum that schedules move against the learning rate: `momentum`, or for Adam's family the first of `betas`.
struct CycledMomentum {
  let usesBeta1: Bool

  init(_ optimizer: Optimizer, _ op: String) {
    let names = optimizer.defaults.map(\.name)
    usesBeta1 = names.contains("betas")
    require(usesBeta1 || names.contains("momentum"), op, "cycleMomentum needs an optimiser with a momentum or betas, got \(type(of: optimizer))")
  }

  func set(_ momentum: Double, _ group: ParamGroup) {
    if usesBeta1 { group.betas.0 = momentum } else { group.momentum = momentum }
  }

  /// Starts at the largest momentum and notes the range in the group's settings, as PyTorch does.
  func start(_ group: ParamGroup, base: Double, max: Double) {
    set(max, group)
    group["max_momentum"] = max.checkpointValue
    group["base_momentum"] = base.checkpointValue
  }
}
