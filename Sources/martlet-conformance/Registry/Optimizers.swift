import Martlet
import MartletFiles

/// Which Swift class stands for which PyTorch optimiser: **one line an optimiser**.
struct OptimizerLine: Sendable {
  let signature: Signature
  let make: @Sendable (Call, [ParamGroup]) -> Optimizer

  static let registry: [String: OptimizerLine] = {
    var table: [String: OptimizerLine] = [:]
    func line(_ signature: String, _ make: @escaping @Sendable (Call, [ParamGroup]) -> Optimizer) {
      let s = Signature(signature)
      table[s.name] = OptimizerLine(signature: s, make: make)
    }
    line("SGD(lr, momentum, dampening, weight_decay, nesterov, maximize)") { a, groups in
      SGD(
        groups, lr: a.double("lr", 1e-3), momentum: a.double("momentum", 0), dampening: a.double("dampening", 0),
        weightDecay: a.double("weight_decay", 0), nesterov: a.bool("nesterov"), maximize: a.bool("maximize"))
    }
    line("Adam(lr, betas, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay)") { a, groups in
      Adam(
        groups, lr: a.double("lr", 1e-3), betas: a.pair("betas", (0.9, 0.999)), eps: a.double("eps", 1e-8),
        weightDecay: a.double("weight_decay", 0), amsgrad: a.bool("amsgrad"), maximize: a.bool("maximize"),
        decoupledWeightDecay: a.bool("decoupled_weight_decay"))
    }
    line("AdamW(lr, betas, eps, weight_decay, amsgrad, maximize)") { a, groups in
      AdamW(
        groups, lr: a.double("lr", 1e-3), betas: a.pair("betas", (0.9, 0.999)), eps: a.double("eps", 1e-8),
        weightDecay: a.double("weight_decay", 1e-2), amsgrad: a.bool("amsgrad"), maximize: a.bool("maximize"))
    }
    line("Adamax(lr, betas, eps, weight_decay, maximize)") { a, groups in
      Adamax(
        groups, lr: a.double("lr", 2e-3), betas: a.pair("betas", (0.9, 0.999)), eps: a.double("eps", 1e-8),
        weightDecay: a.double("weight_decay", 0), maximize: a.bool("maximize"))
    }
    line("NAdam(lr, betas, eps, weight_decay, momentum_decay, decoupled_weight_decay, maximize)") { a, groups in
      NAdam(
        groups, lr: a.double("lr", 2e-3), betas: a.pair("betas", (0.9, 0.999)), eps: a.double("eps", 1e-8),
        weightDecay: a.double("weight_decay", 0), momentumDecay: a.double("momentum_decay", 4e-3),
        decoupledWeightDecay: a.bool("decoupled_weight_decay"), maximize: a.bool("maximize"))
    }
    line("RAdam(lr, betas, eps, weight_decay, decoupled_weight_decay, maximize)") { a, groups in
      RAdam(
        groups, lr: a.double("lr", 1e-3), betas: a.pair("betas", (0.9, 0.999)), eps: a.double("eps", 1e-8),
        weightDecay: a.double("weight_decay", 0), decoupledWeightDecay: a.bool("decoupled_weight_decay"), maximize: a.bool("maximize"))
    }
    line("Adagrad(lr, lr_decay, weight_decay, initial_accumulator_value, eps, maximize)") { a, groups in
      Adagrad(
        groups, lr: a.double("lr", 1e-2), lrDecay: a.double("lr_decay", 0), weightDecay: a.double("weight_decay", 0),
        initialAccumulatorValue: a.double("initial_accumulator_value", 0), eps: a.double("eps", 1e-10), maximize: a.bool("maximize"))
    }
    line("Adadelta(lr, rho, eps, weight_decay, maximize)") { a, groups in
      Adadelta(
        groups, lr: a.double("lr", 1), rho: a.double("rho", 0.9), eps: a.double("eps", 1e-6), weightDecay: a.double("weight_decay", 0),
        maximize: a.bool("maximize"))
    }
    line("RMSprop(lr, alpha, eps, weight_decay, momentum, centered, maximize)") { a, groups in
      RMSprop(
        groups, lr: a.double("lr", 1e-2), alpha: a.double("alpha", 0.99), eps: a.double("eps", 1e-8), weightDecay: a.double("weight_decay", 0),
        momentum: a.double("momentum", 0), centered: a.bool("centered"), maximize: a.bool("maximize"))
    }
    line("Rprop(lr, etas, step_sizes, maximize)") { a, groups in
      Rprop(
        groups, lr: a.double("lr", 1e-2), etas: a.pair("etas", (0.5, 1.2)), stepSizes: a.pair("step_sizes", (1e-6, 50)),
        maximize: a.bool("maximize"))
    }
    line("ASGD(lr, lambd, alpha, t0, weight_decay, maximize)") { a, groups in
      ASGD(
        groups, lr: a.double("lr", 1e-2), lambd: a.double("lambd", 1e-4), alpha: a.double("alpha", 0.75), t0: a.double("t0", 1e6),
        weightDecay: a.double("weight_decay", 0), maximize: a.bool("maximize"))
    }
    line("Adafactor(lr, beta2_decay, eps, d, weight_decay, maximize)") { a, groups in
      Adafactor(
        groups, lr: a.double("lr", 1e-2), beta2Decay: a.double("beta2_decay", -0.8), eps: a.optionalPair("eps") ?? (nil, 1e-3),
        d: a.double("d", 1), weightDecay: a.double("weight_decay", 0), maximize: a.bool("maximize"))
    }
    line("Muon(lr, weight_decay, momentum, nesterov, adjust_lr_fn)") { a, groups in
      Muon(
        groups, lr: a.double("lr", 1e-3), weightDecay: a.double("weight_decay", 0.1), momentum: a.double("momentum", 0.95),
        nesterov: a.bool("nesterov", true),
        adjustLrFn: a.choice("adjust_lr_fn", ["original": .original, "match_rms_adamw": .matchRmsAdamw, "spectral_unclamped": .spectralUnclamped]))
    }
    line("LBFGS(lr, max_iter, max_eval, tolerance_grad, tolerance_change, history_size, line_search_fn)") { a, groups in
      LBFGS(
        groups, lr: a.double("lr", 1), maxIter: a.int("max_iter", 20), maxEval: a.optionalInt("max_eval"),
        toleranceGrad: a.double("tolerance_grad", 1e-7), toleranceChange: a.double("tolerance_change", 1e-9),
        historySize: a.int("history_size", 100), lineSearchFn: a.choice("line_search_fn", ["strong_wolfe": .strongWolfe]))
    }
    return table
  }()

  /// Builds an optimiser from a constructor's arguments, or ends the case as missing.
  static func build(_ name: String, _ options: JSON?, _ groups: [ParamGroup], _ pool: TensorPool) throws -> Optimizer {
    guard let line = registry[name] else { Worker.give(.missing) }
    let named = try (options?.object ?? []).map { (name: $0.key, value: try Arg.plain($0.value)) }
    return line.make(try Call.named(line.signature, named, pool), groups)
  }

  /// A group of parameters with options of its own.
  static func group(_ params: [Tensor], _ options: JSON?) throws -> ParamGroup {
    let group = ParamGroup(params)
    for option in options?.object ?? [] {
      guard case .float(let value) = try Arg.plain(option.value) else { throw FormatError("the option \(option.key) of a group is no number") }
      group[option.key] = value.checkpointValue
    }
    return group
  }
}

extension Call {
  /// A call with named arguments only; one that the signature lacks fails the case.
  static func named(_ signature: Signature, _ named: [(name: String, value: Arg)], _ pool: TensorPool) throws -> Call {
    guard let call = Call(signature, Arguments(positional: [], named: named), pool) else {
      Worker.give(.failed("\(signature.name) takes \(signature.parameters.joined(separator: ", ")), not all of \(named.map(\.name).joined(separator: ", "))"))
    }
    return call
  }
}
