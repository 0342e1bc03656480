import MartletCore

/// The base of all optimisers: parameters in groups, a state for each of them, `zeroGrad` and `step`.
///
/// An optimiser of your own gives its settings to `init` and overrides `step(_:_:_:)`:
/// ```swift
/// final class SignDescent: Optimizer {
///   init(_ params: [Tensor], lr: Double) { super.init(params, defaults: ["lr": lr]) }
///   override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
///     for (p, g) in zip(params, grads) { p.sub_(g.sign(), alpha: group.lr) }
///   }
/// }
/// ```
/// (https://pytorch.org/docs/stable/optim.html)
open class Optimizer {
  public private(set) var paramGroups: [ParamGroup] = []
  /// The settings of groups that do not give their own, by PyTorch's names.
  public let defaults: [(name: String, value: Value)]
  var states: [ObjectIdentifier: ParameterState] = [:]
  private var preHooks: [(id: Int, body: (Optimizer) -> Void)] = []
  private var postHooks: [(id: Int, body: (Optimizer) -> Void)] = []

  /// - Parameters:
  ///   - params: parameters, or groups of them with settings of their own.
  ///   - defaults: the settings, by PyTorch's names, for groups that do not give their own.
  public init<P: Optimizable>(_ params: [P], defaults: KeyValuePairs<String, any ValueConvertible>) {
    self.defaults = defaults.map { ($0.key, $0.value.checkpointValue) }
    let groups = P.groups(params)
    require(groups.contains { !$0.params.isEmpty }, "\(Self.self)", "got no parameters to optimise")
    for g in groups { addParamGroup(g) }
  }

  /// Adds parameters with settings of their own. Stops when one of them is here already or is no leaf.
  open func addParamGroup(_ group: ParamGroup) {
    var seen = Set(paramGroups.flatMap(\.params).map { ObjectIdentifier($0) })
    for p in group.params {
      require(p.isLeaf, "\(Self.self)", "a tensor of shape \(p.shape) is no leaf and cannot be optimised")
      require(seen.insert(ObjectIdentifier(p)).inserted, "\(Self.self)", "a parameter of shape \(p.shape) appears more than once")
    }
    for (name, value) in defaults where group[name] == nil { group[name] = value }
    paramGroups.append(group)
  }

  /// The state of a parameter; a new one at first.
  public func state(of p: Tensor) -> ParameterState {
    if let s = states[ObjectIdentifier(p)] { return s }
    let s = ParameterState()
    states[ObjectIdentifier(p)] = s
    return s
  }

  /// Sets every gradient to nil, or to zeros.
  public func zeroGrad(setToNone: Bool = true) {
    for g in paramGroups {
      for p in g.params { if setToNone { p.grad = nil } else { _ = p.grad?.detach().zero_() } }
    }
  }

  // MARK: Steps

  /// Updates the parameters of one group from their gradients; what a new optimiser overrides. Runs without recording.
  open func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    fail("\(Self.self)", "does not say how to update its parameters")
  }

  /// A whole step without its hooks. For optimisers that call the closure more than once; others override `step(_:_:_:)`.
  open func update(_ closure: (() -> Tensor)?) -> Tensor? {
    let loss = closure.map { enableGrad($0) }
    noGrad {
      for g in paramGroups {
        let ready = g.params.filter { $0.grad != nil }
        if !ready.isEmpty { step(g, ready, ready.map { $0.grad! }) }
      }
    }
    return loss
  }

  /// One step: every parameter that has a gradient is updated.
  public func step() { _ = hooked { update(nil) } }

  /// Calls `closure`, which computes the loss and its gradients, then steps; returns the loss.
  @discardableResult
  public func step(_ closure: () -> Tensor) -> Tensor {
    withoutActuallyEscaping(closure) { closure in hooked { update(closure)! } }
  }

  private func hooked<R>(_ body: () -> R) -> R {
    for h in preHooks { h.body(self) }
    defer { for h in postHooks { h.body(self) } }
    return Profiler.scope("Optimizer.step#\(Self.self).step", .function, pass: .step, body)
  }

  /// Calls `hook` before each step.
  @discardableResult
  public func registerStepPreHook(_ hook: @escaping (Optimizer) -> Void) -> RemovableHandle {
    let id = RemovableHandle.nextID()
    preHooks.append((id, hook))
    return RemovableHandle(removing: { [weak self] in self?.preHooks.removeAll { $0.id == id } })
  }

  /// Calls `hook` after each step.
  @discardableResult
  public func registerStepPostHook(_ hook: @escaping (Optimizer) -> Void) -> RemovableHandle {
    let id = RemovableHandle.nextID()
    postHooks.append((id, hook))
    return RemovableHandle(removing: { [weak self] in self?.postHooks.removeAll { $0.id == id } })
  }

  // MARK: State dicts

  /// Whether a state tensor of this shape can belong to a parameter; `loadStateDict` asks before it changes anything.
  open func accepts(_ shape: [Int], asState name: String, of p: Tensor) -> Bool { shape.isEmpty || shape == p.shape }
}

extension Optimizer: CustomStringConvertible {
  /// PyTorch's text: the settings of each group by name.
  public var description: String {
    var text = "\(Self.self) ("
    for (i, g) in paramGroups.enumerated() {
      text += "\nParameter Group \(i)\n"
      for (name, value) in g.options.sorted(by: { $0.name < $1.name }) { text += "    \(name): \(value)\n" }
    }
    return text + ")"
  }
}
