import MartletCore

/// Parameters, buffers and modules that a module was given at run time, beside those that its class declares.
final class RegisteredParts: CopiedWithModule {
  var state: [(name: String, box: any StateBox)] = []
  var modules: [(name: String, module: Module)] = []

  func deepCopied(by copier: ModuleCopier) -> AnyObject {
    let copy = RegisteredParts()
    copy.state = copier.copy(state)
    copy.modules = copier.copy(modules)
    return copy
  }
}

extension Module {
  /// Adds a parameter that the class does not declare, or replaces the one of this name; `getParameter(name)` reads it.
  public func registerParameter(_ name: String, _ tensor: Tensor?) { register(name, Parameter(wrappedValue: tensor, name)) }

  /// Adds a buffer that the class does not declare, or replaces the one of this name; `getBuffer(name)` reads it.
  public func registerBuffer(_ name: String, _ tensor: Tensor?, persistent: Bool = true) {
    register(name, Buffer(wrappedValue: tensor, name, persistent: persistent))
  }

  /// Adds a submodule that the class does not declare, or replaces a registered one of this name.
  public func registerModule(_ name: String, _ module: Module) {
    checkName(name)
    require(
      !ownState().contains { $0.name == name } && !namedChildren().contains { $0.name == name }, "registerModule",
      "\(reprName) already has a '\(name)'")
    let parts = ensureRegistered()
    parts.modules.removeAll { $0.name == name }
    parts.modules.append((name, module))
  }

  private func register(_ name: String, _ box: any StateBox) {
    checkName(name)
    require(!submodules().contains { $0.name == name }, "register", "\(reprName) already has a module '\(name)'")
    if let old = ownState().first(where: { $0.name == name })?.box {
      require(
        old.isParameter == box.isParameter, "register",
        "\(reprName) already has a \(old.isParameter ? "parameter" : "buffer") '\(name)'")
    }
    if let declared = declaredState().first(where: { $0.name == name && ($0.box as? any ParameterBox)?.source == nil }) {
      declared.box.tensor = box.tensor
      return
    }
    let parts = ensureRegistered()
    if let i = parts.state.firstIndex(where: { $0.name == name }) { parts.state[i].box = box } else { parts.state.append((name, box)) }
  }

  private func checkName(_ name: String) {
    require(!name.isEmpty && !name.contains("."), "register", "a name must not be empty or contain a dot, got '\(name)'")
  }

  private func ensureRegistered() -> RegisteredParts {
    let parts = registered ?? RegisteredParts()
    registered = parts
    return parts
  }

  /// Takes a registered parameter, buffer or module out again.
  func unregister(_ name: String) {
    registered?.state.removeAll { $0.name == name }
    registered?.modules.removeAll { $0.name == name }
  }

  // MARK: By path

  /// The module at a path of `namedModules()`: `getSubmodule("layer1.0.conv")`; "" is this one. Stops when there is none.
  public func getSubmodule(_ path: String) -> Module {
    guard let found = submodule(at: path[...]) else {
      fail("getSubmodule", "\(reprName) has no module '\(path)'; its own are \(submodules().map(\.name))")
    }
    return found
  }

  /// The parameter at a path of `namedParameters()`. Stops when there is none.
  public func getParameter(_ path: String) -> Tensor { state("getParameter", path, isParameter: true) }

  /// The buffer at a path of `namedBuffers()`. Stops when there is none.
  public func getBuffer(_ path: String) -> Tensor { state("getBuffer", path, isParameter: false) }

  /// A child's name may itself contain dots (an array's `layers.0`), so that children are matched by prefix.
  private func submodule(at path: Substring) -> Module? {
    if path.isEmpty { return self }
    for child in submodules() where path.hasPrefix(child.name) {
      let rest = path.dropFirst(child.name.count)
      if rest.isEmpty { return child.module }
      if rest.first == ".", let found = child.module.submodule(at: rest.dropFirst()) { return found }
    }
    return nil
  }

  private func state(_ op: String, _ path: String, isParameter: Bool) -> Tensor {
    let dot = path.lastIndex(of: ".")
    let name = dot.map { String(path[path.index(after: $0)...]) } ?? path
    guard let owner = submodule(at: dot.map { path[..<$0] } ?? ""),
      let found = owner.ownState().first(where: { $0.name == name && $0.box.isParameter == isParameter })?.box.tensor
    else {
      let names = (isParameter ? namedParameters() : namedBuffers()).map(\.name)
      fail(op, "\(reprName) has no \(isParameter ? "parameter" : "buffer") '\(path)', only \(names)")
    }
    return found
  }
}
