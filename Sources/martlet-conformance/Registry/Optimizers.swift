import Martlet

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
    line("Adam(lr, betas, eps, weight_decay, amsgrad, maximize)") { a, groups in
      Adam(
        groups, lr: a.double("lr", 1e-3), betas: a.pair("betas", (0.9, 0.999)), eps: a.double("eps", 1e-8),
        weightDecay: a.double("weight_decay", 0), amsgrad: a.bool("amsgrad"), maximize: a.bool("maximize"))
    }
    line("AdamW(lr, betas, eps, weight_decay, amsgrad, maximize)") { a, groups in
      AdamW(
        groups, lr: a.double("lr", 1e-3), betas: a.pair("betas", (0.9, 0.999)), eps: a.double("eps", 1e-8),
        weightDecay: a.double("weight_decay", 1e-2), amsgrad: a.bool("amsgrad"), maximize: a.bool("maximize"))
    }
    return table
  }()

  private static let groupSignature = Signature("ParamGroup(lr, momentum, dampening, weight_decay, betas, eps)")

  /// Builds an optimiser from a constructor's arguments, or ends the case as missing.
  static func build(_ name: String, _ options: JSON?, _ groups: [ParamGroup], _ pool: TensorPool) throws -> Optimizer {
    guard let line = registry[name] else { Worker.give(.missing) }
    return try checked(line.signature, options, pool) { line.make($0, groups) }
  }

  /// A group of parameters with options of its own.
  static func group(_ params: [Tensor], _ options: JSON?, _ pool: TensorPool) throws -> ParamGroup {
    try checked(groupSignature, options, pool) {
      ParamGroup(
        params, lr: $0.optionalDouble("lr"), momentum: $0.optionalDouble("momentum"), dampening: $0.optionalDouble("dampening"),
        weightDecay: $0.optionalDouble("weight_decay"), betas: $0.optionalPair("betas"), eps: $0.optionalDouble("eps"))
    }
  }

  private static func checked<R>(_ signature: Signature, _ options: JSON?, _ pool: TensorPool, _ body: (Call) -> R) throws -> R {
    let named = try (options?.object ?? []).map { (name: $0.key, value: try Arg.plain($0.value)) }
    guard let call = Call(signature, Arguments(positional: [], named: named), pool) else {
      Worker.give(.failed("\(signature.name) takes \(signature.parameters.joined(separator: ", ")), not all of \(named.map(\.name).joined(separator: ", "))"))
    }
    return body(call)
  }
}
