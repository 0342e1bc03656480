import MartletCore

/// What an optimiser remembers of one parameter, by PyTorch's names (`momentum_buffer`, `exp_avg`, …).
public final class ParameterState {
  public var tensors: [String: Tensor] = [:]
  public var numbers: [String: Double] = [:]
}

/// The base of all optimisers: parameters in groups, a state for each of them, `zeroGrad` and `step`.
open class Optimizer {
  public private(set) var paramGroups: [ParamGroup] = []
  private var states: [ObjectIdentifier: ParameterState] = [:]
  private let defaults: [String: HyperParameter]

  /// - Parameter defaults: the settings, by PyTorch's names, for groups that do not give their own.
  public init(_ groups: [ParamGroup], defaults: [String: HyperParameter]) {
    self.defaults = defaults
    require(!groups.isEmpty && groups.contains { !$0.params.isEmpty }, "\(Self.self)", "got no parameters to optimise")
    for g in groups { add(g) }
  }

  /// Adds parameters with settings of their own. Stops when one of them is here already or is no leaf.
  public func add(_ group: ParamGroup) {
    let known = Set(paramGroups.flatMap(\.params).map { ObjectIdentifier($0) })
    var seen = known
    for p in group.params {
      require(p.isLeaf, "\(Self.self)", "a tensor of shape \(p.shape) is no leaf and cannot be optimised")
      require(seen.insert(ObjectIdentifier(p)).inserted, "\(Self.self)", "a parameter of shape \(p.shape) appears more than once")
    }
    for (name, value) in defaults where group.options[name] == nil { group.options[name] = value }
    paramGroups.append(group)
  }

  /// The state of a parameter; a new one at first.
  public func state(of p: Tensor) -> ParameterState {
    if let s = states[ObjectIdentifier(p)] { return s }
    let s = ParameterState()
    states[ObjectIdentifier(p)] = s
    return s
  }

  /// Sets every gradient to nil, as PyTorch does.
  public func zeroGrad() { for g in paramGroups { for p in g.params { p.grad = nil } } }

  /// Updates the parameters of one group from their gradients; what a new optimiser overrides. Runs without recording.
  open func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    fail("\(Self.self)", "does not say how to update its parameters")
  }

  /// One step: every parameter that has a gradient is updated.
  public func step() {
    noGrad {
      for g in paramGroups {
        let ready = g.params.filter { $0.grad != nil }
        if !ready.isEmpty { step(g, ready, ready.map { $0.grad! }) }
      }
    }
  }

  /// Calls `closure`, which computes the loss and its gradients, then steps; returns the loss.
  @discardableResult
  public func step(_ closure: () -> Tensor) -> Tensor {
    let loss = enableGrad(closure)
    step()
    return loss
  }
}
