import MartletCore

extension Optimizer {
  /// Steps parameters by a fused rule: one pass over all that share its constants, which is nearly always all of them.
  ///
  /// - Parameters:
  ///   - states: the names of the rule's states, zeros at first.
  ///   - decoupled: weight decay shrinks the parameter itself instead of joining the gradient.
  ///   - constants: the rule's constants, from a parameter's state.
  func fusedStep(
    _ rule: StepRule, _ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor], states names: [String] = [], decoupled: Bool = false,
    constants: (ParameterState) -> [Double]
  ) {
    let decay = group["weight_decay"] == nil ? 0 : group.weightDecay
    let sign: Double = group.flag("maximize") ? -1 : 1
    var passes: [StepNumbers: [Int]] = [:]
    var states: [[Tensor]] = names.map { _ in [] }
    for (i, p) in params.enumerated() {
      let s = state(of: p)
      let numbers = StepNumbers(
        sign: sign, weightDecay: decoupled ? 0 : decay, shrink: decoupled ? 1 - group.lr * decay : 1, constants: constants(s))
      passes[numbers, default: []].append(i)
      for (k, name) in names.enumerated() { states[k].append(s.tensor(name) { Tensor.zerosLike(p) }) }
    }
    for (numbers, members) in passes {
      func select(_ list: [Tensor]) -> [Tensor] { members.count == list.count ? list : members.map { list[$0] } }
      FusedSteps.step(rule, numbers, params: select(params), grads: select(grads), states: states.map(select))
    }
  }

  /// Stops when a setting is negative.
  static func requireNonNegative(_ settings: KeyValuePairs<String, Double>) {
    for (name, value) in settings { require(value >= 0, "\(Self.self)", "\(name) must not be negative, got \(value)") }
  }

  static func requireBetas(_ betas: (Double, Double)) {
    require((0..<1).contains(betas.0) && (0..<1).contains(betas.1), "\(Self.self)", "betas must lie in 0..<1, got \(betas)")
  }
}
