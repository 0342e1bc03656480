import MartletCore

/// What an optimiser remembers of one parameter, by PyTorch's names (`step`, `exp_avg`, `momentum_buffer`, …), in the order of their making.
public final class ParameterState {
  public private(set) var entries: [(name: String, value: Value)] = []

  public init() {}

  public subscript(_ name: String) -> Value? {
    get { entries.first { $0.name == name }?.value }
    set {
      let at = entries.firstIndex { $0.name == name }
      if let newValue, let at {
        entries[at].value = newValue
      } else if let newValue {
        entries.append((name, newValue))
      } else if let at {
        entries.remove(at: at)
      }
    }
  }

  /// A tensor of the state. Stops when there is none of this name.
  public func tensor(_ name: String) -> Tensor {
    guard case .tensor(let t)? = self[name]?.kind else { fail("ParameterState", "there is no tensor '\(name)', only \(entries.map(\.name))") }
    return t
  }

  /// A tensor of the state, made by `initial` when it is first asked for.
  public func tensor(_ name: String, _ initial: () -> Tensor) -> Tensor {
    if let value = self[name], case .tensor(let t) = value.kind { return t }
    let t = initial()
    self[name] = Value(.tensor(t))
    return t
  }

  /// A number that is kept in float32, as PyTorch keeps it.
  public func scalar(_ name: String, _ initial: Double = 0) -> Tensor { tensor(name) { Tensor(initial, dtype: .float32) } }

  /// Counts a step; the number of steps taken, this one included.
  public func countStep() -> Double { scalar("step").add_(1).item() }
}
