import MartletCore

/// A module from one tensor to one tensor. Call it as a function: `layer(x)` runs its hooks around `forward`.
public protocol Layer: Module {
  func forward(_ x: Tensor) -> Tensor
}

extension Layer {
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard let hooks else { return forward(x) }
    var input = x
    for h in hooks.pre { input = h.call(self, input) ?? input }
    var output = forward(input)
    for h in hooks.post { output = h.call(self, input, output) ?? output }
    return output
  }
}

/// Functions that run around a module's `forward`.
final class ModuleHooks {
  var pre: [(id: Int, call: (Module, Tensor) -> Tensor?)] = []
  var post: [(id: Int, call: (Module, Tensor, Tensor) -> Tensor?)] = []
}

extension Module {
  private func ensureHooks() -> ModuleHooks {
    let h = hooks ?? ModuleHooks()
    hooks = h
    return h
  }

  /// Calls `hook` after every forward pass with the module, its input and its output; a tensor that it returns replaces the output.
  @discardableResult
  public func registerForwardHook(_ hook: @escaping (Module, Tensor, Tensor) -> Tensor?) -> RemovableHandle {
    let h = ensureHooks(), id = RemovableHandle.nextID()
    h.post.append((id, hook))
    return RemovableHandle(removing: { [weak h] in h?.post.removeAll { $0.id == id } })
  }
  /// The same for a hook that only looks.
  @discardableResult
  public func registerForwardHook(_ hook: @escaping (Module, Tensor, Tensor) -> Void) -> RemovableHandle {
    registerForwardHook { (m, x, y) -> Tensor? in
      hook(m, x, y)
      return nil
    }
  }

  /// Calls `hook` before every forward pass; a tensor that it returns replaces the input.
  @discardableResult
  public func registerForwardPreHook(_ hook: @escaping (Module, Tensor) -> Tensor?) -> RemovableHandle {
    let h = ensureHooks(), id = RemovableHandle.nextID()
    h.pre.append((id, hook))
    return RemovableHandle(removing: { [weak h] in h?.pre.removeAll { $0.id == id } })
  }
  @discardableResult
  public func registerForwardPreHook(_ hook: @escaping (Module, Tensor) -> Void) -> RemovableHandle {
    registerForwardPreHook { (m, x) -> Tensor? in
      hook(m, x)
      return nil
    }
  }
}
