import Martlet
import MartletFiles

/// Which Swift class stands for which PyTorch schedule: **one line a schedule**.
struct SchedulerLine: Sendable {
  let signature: Signature
  let make: @Sendable (Call, Context) -> LRScheduler

  /// What a schedule is made of beside plain arguments.
  struct Context {
    let optimizer: Optimizer
    /// The schedules that this one is composed of.
    let parts: [LRScheduler]
    /// Factors by epoch, one for all groups or one each.
    let functions: [(Int) -> Double]
  }

  static let registry: [String: SchedulerLine] = {
    var table: [String: SchedulerLine] = [:]
    func line(_ signature: String, _ make: @escaping @Sendable (Call, Context) -> LRScheduler) {
      let s = Signature(signature)
      table[s.name] = SchedulerLine(signature: s, make: make)
    }
    line("LambdaLR()") { _, c in
      c.functions.count == 1 ? LambdaLR(c.optimizer, lrLambda: c.functions[0]) : LambdaLR(c.optimizer, lrLambda: c.functions)
    }
    line("MultiplicativeLR()") { _, c in
      c.functions.count == 1 ? MultiplicativeLR(c.optimizer, lrLambda: c.functions[0]) : MultiplicativeLR(c.optimizer, lrLambda: c.functions)
    }
    line("StepLR(step_size, gamma)") { StepLR($1.optimizer, stepSize: $0.int("step_size"), gamma: $0.double("gamma", 0.1)) }
    line("MultiStepLR(milestones, gamma)") { MultiStepLR($1.optimizer, milestones: $0.ints("milestones"), gamma: $0.double("gamma", 0.1)) }
    line("ConstantLR(factor, total_iters)") {
      ConstantLR($1.optimizer, factor: $0.double("factor", 1.0 / 3), totalIters: $0.int("total_iters", 5))
    }
    line("LinearLR(start_factor, end_factor, total_iters)") {
      LinearLR(
        $1.optimizer, startFactor: $0.double("start_factor", 1.0 / 3), endFactor: $0.double("end_factor", 1),
        totalIters: $0.int("total_iters", 5))
    }
    line("ExponentialLR(gamma)") { ExponentialLR($1.optimizer, gamma: $0.double("gamma")) }
    line("PolynomialLR(total_iters, power)") {
      PolynomialLR($1.optimizer, totalIters: $0.int("total_iters", 5), power: $0.double("power", 1))
    }
    line("CosineAnnealingLR(T_max, eta_min)") { CosineAnnealingLR($1.optimizer, tMax: $0.int("T_max"), etaMin: $0.double("eta_min", 0)) }
    line("CosineAnnealingWarmRestarts(T_0, T_mult, eta_min)") {
      CosineAnnealingWarmRestarts($1.optimizer, t0: $0.int("T_0"), tMult: $0.int("T_mult", 1), etaMin: $0.double("eta_min", 0))
    }
    line("OneCycleLR(max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase)") { a, c in
      OneCycleLR(
        c.optimizer, maxLr: a.perGroup("max_lr"), totalSteps: a.optionalInt("total_steps"), epochs: a.optionalInt("epochs"),
        stepsPerEpoch: a.optionalInt("steps_per_epoch"), pctStart: a.double("pct_start", 0.3),
        annealStrategy: a.choice("anneal_strategy", ["cos": .cos, "linear": .linear]) ?? .cos, cycleMomentum: a.bool("cycle_momentum", true),
        baseMomentum: a.double("base_momentum", 0.85), maxMomentum: a.double("max_momentum", 0.95), divFactor: a.double("div_factor", 25),
        finalDivFactor: a.double("final_div_factor", 1e4), threePhase: a.bool("three_phase"))
    }
    line("CyclicLR(base_lr, max_lr, step_size_up, step_size_down, mode, gamma, cycle_momentum)") { a, c in
      CyclicLR(
        c.optimizer, baseLr: a.perGroup("base_lr"), maxLr: a.perGroup("max_lr"), stepSizeUp: a.int("step_size_up", 2000),
        stepSizeDown: a.optionalInt("step_size_down"),
        mode: a.choice("mode", ["triangular": .triangular, "triangular2": .triangular2, "exp_range": .expRange]) ?? .triangular,
        gamma: a.double("gamma", 1), cycleMomentum: a.bool("cycle_momentum", true))
    }
    line("ReduceLROnPlateau(mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps)") { a, c in
      ReduceLROnPlateau(
        c.optimizer, mode: a.choice("mode", ["min": .min, "max": .max]) ?? .min, factor: a.double("factor", 0.1),
        patience: a.int("patience", 10), threshold: a.double("threshold", 1e-4),
        thresholdMode: a.choice("threshold_mode", ["rel": .rel, "abs": .abs]) ?? .rel, cooldown: a.int("cooldown", 0),
        minLr: a.perGroup("min_lr", 0), eps: a.double("eps", 1e-8))
    }
    line("SequentialLR(milestones)") { SequentialLR($1.optimizer, schedulers: $1.parts, milestones: $0.ints("milestones")) }
    line("ChainedScheduler()") { ChainedScheduler($1.parts) }
    return table
  }()

  /// Builds a schedule from its description, or ends the case as missing.
  static func build(_ spec: JSON, _ optimizer: Optimizer, _ pool: TensorPool) throws -> LRScheduler {
    guard let line = registry[try (spec["scheduler"]?.string).orFormatError("scheduler")] else { Worker.give(.missing) }
    let parts = try (spec["schedulers"]?.array ?? []).map { try build($0, optimizer, pool) }
    let given = spec["kwargs"]?.object ?? []
    let functions = try given.first { $0.key == "lr_lambda" }.map { try ($0.value.array ?? [$0.value]).map(function) } ?? []
    let named = try given.filter { $0.key != "lr_lambda" }.map { (name: $0.key, value: try Arg.plain($0.value)) }
    return line.make(try Call.named(line.signature, named, pool), Context(optimizer: optimizer, parts: parts, functions: functions))
  }

  /// A factor by epoch from `{"kind", "a"}`.
  private static func function(_ json: JSON) throws -> (Int) -> Double {
    let a = try (json["a"]?.double).orFormatError("a")
    switch json["kind"]?.string {
    case "pow": return { (0..<$0).reduce(1.0) { product, _ in product * a } }
    case "inverse": return { 1 / (1 + a * Double($0)) }
    case "warmup": return { min(1, Double($0 + 1) / a) }
    case "constant": return { _ in a }
    case "every": return { $0 % Int(a) == 0 ? 0.5 : 1 }
    case let kind: throw FormatError("there is no function of the kind \(kind ?? "null")")
    }
  }
}

extension Call {
  /// A number for all groups or one each.
  func perGroup(_ name: String, _ otherwise: Double? = nil) -> any PerGroup {
    if !has(name), let otherwise { return otherwise }
    if case .tuple? = self[name] { return numbers(name).map(\.double) }
    return double(name)
  }
}
