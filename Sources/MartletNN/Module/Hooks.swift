import MartletCore

/// Functions that run around a module's forward and backward passes. All inputs and outputs are lists: most modules have one of each.
final class ModuleHooks: CopiedWithModule {
  typealias Entries<Call> = [(id: Int, call: Call)]
  var forwardPre: Entries<(Module, [Tensor]) -> [Tensor]?> = []
  var forward: Entries<(Module, [Tensor], [Tensor]) -> [Tensor]?> = []
  var backwardPre: Entries<(Module, [Tensor?]) -> [Tensor?]?> = []
  var backward: Entries<(Module, [Tensor?], [Tensor?]) -> [Tensor?]?> = []

  func deepCopied(by copier: ModuleCopier) -> AnyObject {
    let copy = ModuleHooks()
    copy.forwardPre = forwardPre
    copy.forward = forward
    copy.backwardPre = backwardPre
    copy.backward = backward
    return copy
  }
}

extension Module {
  /// Runs `body`, a module's forward pass, with the module's hooks around it, as an event of a profile that is open.
  ///
  /// `Layer` and `Loss` do this by themselves. A module that defines `callAsFunction` calls it so that it too can be hooked (and seen by
  /// `summary`); optional inputs that are absent are left out:
  /// ```swift
  /// func callAsFunction(_ x: Tensor, _ h: Tensor) -> (Tensor, Tensor) {
  ///   let r = withHooks([x, h]) { let (y, n) = step($0[0], $0[1]); return [y, n] }
  ///   return (r[0], r[1])
  /// }
  /// ```
  public final func withHooks(_ inputs: [Tensor], _ body: ([Tensor]) -> [Tensor]) -> [Tensor] {
    Profiler.scope(reprName, .module) { callWithHooks(inputs, body) }
  }

  private func callWithHooks(_ inputs: [Tensor], _ body: ([Tensor]) -> [Tensor]) -> [Tensor] {
    guard let hooks else { return body(inputs) }
    var inputs = inputs
    for h in hooks.forwardPre { inputs = h.call(self, inputs) ?? inputs }
    let watch = hooks.backward.isEmpty && hooks.backwardPre.isEmpty ? nil : BackwardWatch(self, hooks)
    if let watch { inputs = watch.inputs(inputs) }
    var outputs = body(inputs)
    for h in hooks.forward { outputs = h.call(self, inputs, outputs) ?? outputs }
    return watch?.outputs(outputs) ?? outputs
  }

  private func add<Call>(_ list: ReferenceWritableKeyPath<ModuleHooks, ModuleHooks.Entries<Call>>, _ call: Call) -> RemovableHandle {
    let all = hooks ?? ModuleHooks()
    hooks = all
    let id = RemovableHandle.nextID()
    all[keyPath: list].append((id, call))
    return RemovableHandle(removing: { [weak all] in all?[keyPath: list].removeAll { $0.id == id } })
  }

  // MARK: Forward

  /// Calls `hook` after every forward pass with the module, its (first) input and its (first) output; a tensor that it returns replaces
  /// the output.
  @discardableResult
  public func registerForwardHook(_ hook: @escaping (Module, Tensor, Tensor) -> Tensor?) -> RemovableHandle {
    registerForwardHookMany { m, inputs, outputs in
      guard let x = inputs.first, let y = outputs.first else { fail("registerForwardHook", "\(m.reprName) was called without a tensor") }
      return hook(m, x, y).map { [$0] + outputs.dropFirst() }
    }
  }
  /// The same for a hook that only looks.
  @discardableResult
  public func registerForwardHook(_ hook: @escaping (Module, Tensor, Tensor) -> Void) -> RemovableHandle {
    registerForwardHook { (m, x, y) -> Tensor? in
      hook(m, x, y)
      return nil
    }
  }
  /// Calls `hook` after every forward pass with all inputs and all outputs; a list that it returns replaces the outputs.
  @discardableResult
  public func registerForwardHookMany(_ hook: @escaping (Module, [Tensor], [Tensor]) -> [Tensor]?) -> RemovableHandle {
    add(\.forward, hook)
  }

  /// Calls `hook` before every forward pass with the module and its (first) input; a tensor that it returns replaces the input.
  @discardableResult
  public func registerForwardPreHook(_ hook: @escaping (Module, Tensor) -> Tensor?) -> RemovableHandle {
    registerForwardPreHookMany { m, inputs in
      guard let x = inputs.first else { fail("registerForwardPreHook", "\(m.reprName) was called without a tensor") }
      return hook(m, x).map { [$0] + inputs.dropFirst() }
    }
  }
  /// The same for a hook that only looks.
  @discardableResult
  public func registerForwardPreHook(_ hook: @escaping (Module, Tensor) -> Void) -> RemovableHandle {
    registerForwardPreHook { (m, x) -> Tensor? in
      hook(m, x)
      return nil
    }
  }
  /// Calls `hook` before every forward pass with all inputs; a list that it returns replaces them.
  @discardableResult
  public func registerForwardPreHookMany(_ hook: @escaping (Module, [Tensor]) -> [Tensor]?) -> RemovableHandle {
    add(\.forwardPre, hook)
  }

  // MARK: Backward

  /// Calls `hook` when the gradients of the module's inputs are known, with the module, those and the gradients of its outputs; a list that
  /// it returns replaces the gradients of the inputs. Nil stands for a tensor that has no gradient.
  /// (https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook)
  @discardableResult
  public func registerFullBackwardHook(_ hook: @escaping (Module, [Tensor?], [Tensor?]) -> [Tensor?]?) -> RemovableHandle {
    add(\.backward, hook)
  }
  /// The same for a hook that only looks.
  @discardableResult
  public func registerFullBackwardHook(_ hook: @escaping (Module, [Tensor?], [Tensor?]) -> Void) -> RemovableHandle {
    registerFullBackwardHook { (m, gradInput, gradOutput) -> [Tensor?]? in
      hook(m, gradInput, gradOutput)
      return nil
    }
  }

  /// Calls `hook` when the gradients of the module's outputs are known, before they go through it; a list that it returns replaces them.
  @discardableResult
  public func registerFullBackwardPreHook(_ hook: @escaping (Module, [Tensor?]) -> [Tensor?]?) -> RemovableHandle {
    add(\.backwardPre, hook)
  }
  /// The same for a hook that only looks.
  @discardableResult
  public func registerFullBackwardPreHook(_ hook: @escaping (Module, [Tensor?]) -> Void) -> RemovableHandle {
    registerFullBackwardPreHook { (m, gradOutput) -> [Tensor?]? in
      hook(m, gradOutput)
      return nil
    }
  }
}

/// One call of a module with backward hooks: all its inputs pass through one recorded identity, and so do its outputs. On the way back the
/// second sees the gradients of the outputs first, then the first those of the inputs.
private final class BackwardWatch {
  private let module: Module, hooks: ModuleHooks
  private var gradOutputs: [Tensor?] = []
  private var inputCount = 0
  private var watchesInputs = false

  init(_ module: Module, _ hooks: ModuleHooks) {
    self.module = module
    self.hooks = hooks
  }

  func inputs(_ tensors: [Tensor]) -> [Tensor] {
    inputCount = tensors.count
    watchesInputs = isGradEnabled() && tensors.contains { $0.requiresGrad }
    return relay(tensors) { gradients in
      self.runHooks(gradients)
    }
  }

  func outputs(_ tensors: [Tensor]) -> [Tensor] {
    relay(tensors) { gradients in
      var g = gradients
      for h in self.hooks.backwardPre { if let r = h.call(self.module, g) { g = self.checked(r, gradients.count) } }
      self.gradOutputs = g
      // No gradient will arrive at inputs that ask for none.
      if !self.watchesInputs { _ = self.runHooks([Tensor?](repeating: nil, count: self.inputCount)) }
      return g
    }
  }

  private func runHooks(_ gradients: [Tensor?]) -> [Tensor?] {
    var g = gradients
    for h in hooks.backward { if let r = h.call(module, g, gradOutputs) { g = checked(r, gradients.count) } }
    return g
  }

  private func checked(_ replaced: [Tensor?], _ count: Int) -> [Tensor?] {
    require(
      replaced.count == count, "backward hook of \(module.reprName)", "it returned \(replaced.count) gradients, expected \(count)")
    return replaced
  }
}
