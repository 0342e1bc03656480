import MartletCore

/// Why an optimiser's or a scheduler's state dict was not loaded.
public struct OptimizerStateError: Error, CustomStringConvertible {
  public let description: String
}

extension Optimizer {
  /// Everything that the steps to come depend on, in PyTorch's structure: `{"state": {0: {"exp_avg": …}}, "param_groups": [{"lr": …, "params": [0]}]}`.
  ///
  /// Parameters go by their position among all groups. The tensors are those that the optimiser works with, not copies.
  public func stateDict() -> Value {
    var position = 0
    var state: [(key: Value.Key, value: Value)] = []
    var groups: [Value] = []
    for g in paramGroups {
      var numbers: [Int] = []
      for p in g.params {
        if let s = states[ObjectIdentifier(p)], !s.entries.isEmpty {
          state.append((.int(position), .record(s.entries.map { ($0.name, $0.value) })))
        }
        numbers.append(position)
        position += 1
      }
      groups.append(.record(g.options.map { ($0.name, $0.value) } + [("params", numbers)]))
    }
    return .record([("state", Value(.dictionary(state))), ("param_groups", groups)])
  }

  /// Continues where `stateDict()` was taken: settings and states are copied, tensors brought to their parameters' dtype and device.
  ///
  /// - Throws: `OptimizerStateError` when the groups or a state's shape do not fit, `ValueError` when the structure is another; then nothing was changed.
  public func loadStateDict(_ dict: Value) throws {
    let saved = try dict.entry("param_groups").list
    guard saved.count == paramGroups.count else {
      throw OptimizerStateError(description: "\(Self.self): the state dict has \(saved.count) parameter groups, the optimiser \(paramGroups.count)")
    }
    var owner: [String: Tensor] = [:]
    for (i, (g, s)) in zip(paramGroups, saved).enumerated() {
      let names = try s.entry("params").list.map { try $0.int }
      guard names.count == g.params.count else {
        throw OptimizerStateError(
          description: "\(Self.self): group \(i) of the state dict has \(names.count) parameters, the optimiser's has \(g.params.count)")
      }
      for (name, p) in zip(names, g.params) { owner[String(name)] = p }
    }
    var loaded: [ObjectIdentifier: ParameterState] = [:]
    for (key, value) in try dict.entry("state").entries {
      guard let p = owner[key.description] else {
        throw OptimizerStateError(description: "\(Self.self): the state dict has a state for parameter \(key), which no group lists")
      }
      loaded[ObjectIdentifier(p)] = try copy(value, of: p, key)
    }
    states = loaded
    for (g, s) in zip(paramGroups, saved) {
      for (name, value) in try s.entries where name != .string("params") { g[name.description] = value }
    }
  }

  /// The same from a dictionary by name.
  public func loadStateDict(_ dict: [String: Value]) throws { try loadStateDict(dict.checkpointValue) }

  private func copy(_ entries: Value, of p: Tensor, _ key: Value.Key) throws -> ParameterState {
    let state = ParameterState()
    for (name, value) in try entries.entries {
      state[name.description] = try value.mapTensors { t in
        guard accepts(t.shape, asState: name.description, of: p) else {
          throw OptimizerStateError(
            description: "\(Self.self): '\(name)' of parameter \(key) has shape \(t.shape), the parameter \(p.shape)")
        }
        // Numbers such as `step` keep their own precision.
        return t.ndim == 0 && p.ndim > 0 ? t.detach().clone() : t.detach().to(p.dtype).to(p.device).clone()
      }
    }
    return state
  }
}

extension Value {
  /// The same with every tensor of it replaced.
  func mapTensors(_ body: (Tensor) throws -> Tensor) rethrows -> Value {
    switch kind {
    case .tensor(let t): Value(.tensor(try body(t)))
    case .list(let a): Value(.list(try a.map { try $0.mapTensors(body) }))
    case .tuple(let a): Value(.tuple(try a.map { try $0.mapTensors(body) }))
    case .dictionary(let d): Value(.dictionary(try d.map { ($0.key, try $0.value.mapTensors(body)) }))
    default: self
    }
  }
}
