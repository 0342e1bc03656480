import MartletCore

/// One hyper-parameter of an optimiser.
public enum HyperParameter: Sendable, Equatable {
  case number(Double)
  case flag(Bool)
  case pair(Double, Double)
}

/// Parameters that are trained with the same settings. Settings that a group does not give are the optimiser's.
///
/// `opt.paramGroups[0].lr = 0.01` changes a setting for the steps to come.
public final class ParamGroup {
  public var params: [Tensor]
  /// All settings by PyTorch's names; complete once the group belongs to an optimiser.
  public internal(set) var options: [String: HyperParameter] = [:]

  public init(
    _ params: [Tensor], lr: Double? = nil, momentum: Double? = nil, dampening: Double? = nil, weightDecay: Double? = nil,
    betas: (Double, Double)? = nil, eps: Double? = nil
  ) {
    self.params = params
    for (name, value) in [
      ("lr", lr), ("momentum", momentum), ("dampening", dampening), ("weight_decay", weightDecay), ("eps", eps),
    ] {
      if let value { options[name] = .number(value) }
    }
    if let betas { options["betas"] = .pair(betas.0, betas.1) }
  }

  public func number(_ name: String) -> Double {
    guard case .number(let v)? = options[name] else { fail("ParamGroup", "there is no number '\(name)', only \(options.keys.sorted())") }
    return v
  }
  public func flag(_ name: String) -> Bool {
    guard case .flag(let v)? = options[name] else { fail("ParamGroup", "there is no flag '\(name)', only \(options.keys.sorted())") }
    return v
  }
  public func pair(_ name: String) -> (Double, Double) {
    guard case .pair(let a, let b)? = options[name] else { fail("ParamGroup", "there is no pair '\(name)', only \(options.keys.sorted())") }
    return (a, b)
  }

  /// The learning rate.
  public var lr: Double {
    get { number("lr") }
    set { options["lr"] = .number(newValue) }
  }
  public var momentum: Double {
    get { number("momentum") }
    set { options["momentum"] = .number(newValue) }
  }
  public var weightDecay: Double {
    get { number("weight_decay") }
    set { options["weight_decay"] = .number(newValue) }
  }
  public var betas: (Double, Double) {
    get { pair("betas") }
    set { options["betas"] = .pair(newValue.0, newValue.1) }
  }
  public var eps: Double {
    get { number("eps") }
    set { options["eps"] = .number(newValue) }
  }
}
