import MartletCore

/// Parameters that are trained with the same settings. Settings that a group does not give are the optimiser's.
///
/// ```swift
/// SGD([ParamGroup(weights, weightDecay: 1e-5), ParamGroup(biases, lr: 0.1)], lr: 0.01)
/// RMSprop([ParamGroup(weights, options: ["alpha": 0.9])])
/// ```
/// `opt.paramGroups[0].lr = 0.01` changes a setting for the steps to come.
public final class ParamGroup {
  public var params: [Tensor]
  /// The settings by PyTorch's names; complete once the group belongs to an optimiser.
  public private(set) var options: [(name: String, value: Value)] = []

  /// - Parameter options: settings that have no label here, by PyTorch's names: `["centered": true]`.
  public init(
    _ params: [Tensor], lr: Double? = nil, momentum: Double? = nil, weightDecay: Double? = nil, betas: (Double, Double)? = nil,
    eps: Double? = nil, options: KeyValuePairs<String, any ValueConvertible> = [:]
  ) {
    self.params = params
    for (name, value) in [("lr", lr), ("momentum", momentum), ("weight_decay", weightDecay), ("eps", eps)] {
      if let value { self[name] = value.checkpointValue }
    }
    if let betas { self["betas"] = .tuple(betas) }
    for (name, value) in options { self[name] = value.checkpointValue }
  }

  /// A setting by PyTorch's name.
  public subscript(_ name: String) -> Value? {
    get { options.first { $0.name == name }?.value }
    set {
      let at = options.firstIndex { $0.name == name }
      if let newValue, let at {
        options[at].value = newValue
      } else if let newValue {
        options.append((name, newValue))
      } else if let at {
        options.remove(at: at)
      }
    }
  }

  private func required<T>(_ name: String, _ kind: String, _ read: (Value) throws -> T) -> T {
    guard let value = self[name] else { fail("ParamGroup", "there is no setting '\(name)', only \(options.map(\.name))") }
    guard let found = try? read(value) else { fail("ParamGroup", "the setting '\(name)' should be \(kind), got \(value)") }
    return found
  }
  public func number(_ name: String) -> Double { required(name, "a number") { try $0.number } }
  public func int(_ name: String) -> Int { required(name, "an int") { try $0.int } }
  public func flag(_ name: String) -> Bool { required(name, "true or false") { try $0.bool } }
  public func pair(_ name: String) -> (Double, Double) {
    required(name, "two numbers") { value in
      let v = try value.list.map { try $0.number }
      if v.count != 2 { throw ValueError("expected two numbers, found \(v.count)") }
      return (v[0], v[1])
    }
  }

  /// The learning rate.
  public var lr: Double {
    get { number("lr") }
    set { self["lr"] = newValue.checkpointValue }
  }
  public var momentum: Double {
    get { number("momentum") }
    set { self["momentum"] = newValue.checkpointValue }
  }
  public var weightDecay: Double {
    get { number("weight_decay") }
    set { self["weight_decay"] = newValue.checkpointValue }
  }
  public var betas: (Double, Double) {
    get { pair("betas") }
    set { self["betas"] = .tuple(newValue) }
  }
  public var eps: Double {
    get { number("eps") }
    set { self["eps"] = newValue.checkpointValue }
  }
}

/// What optimisers take: a list of parameters, or of groups with settings of their own.
public protocol Optimizable {
  static func groups(_ list: [Self]) -> [ParamGroup]
}

extension Tensor: Optimizable {
  public static func groups(_ list: [Tensor]) -> [ParamGroup] { [ParamGroup(list)] }
}

extension ParamGroup: Optimizable {
  public static func groups(_ list: [ParamGroup]) -> [ParamGroup] { list }
}

extension Value {
  static func tuple(_ pair: (Double, Double)) -> Value { Value(.tuple([pair.0.checkpointValue, pair.1.checkpointValue])) }

  /// A number, also one that PyTorch keeps in a tensor.
  var number: Double {
    get throws {
      if case .tensor(let t) = kind, t.numel == 1 { return t.item() }
      return try double
    }
  }
}
