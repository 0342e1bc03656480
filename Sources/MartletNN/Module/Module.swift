import MartletCore

/// The base of everything that has parameters: layers, losses, whole networks.
///
/// A subclass declares its parts as properties; they are found by reflection, in the order of declaration: `@Parameter` and `@Buffer`
/// tensors, modules, and arrays, dictionaries and optionals of modules.
open class Module {
  /// Whether the module is being trained: dropout drops, batch norm uses the batch's statistics.
  public private(set) var isTraining = true
  var hooks: ModuleHooks?
  /// What this module was given at run time, beside what its class declares.
  var registered: RegisteredParts?

  public init() {}

  /// Names in `stateDict()` by property, where the property's name in snake_case is not right.
  open class var stateNames: [String: String] { [:] }

  /// What `print` shows between the parentheses.
  open var extraRepr: String { "" }

  /// The name that `print` shows: the class, without the `Lazy` of a layer that knows its sizes.
  open var reprName: String {
    let name = String(describing: type(of: self)).prefix { $0 != "<" }
    let isReady = (self as? any LazyModule)?.isInitialized ?? false
    return String(isReady && name.hasPrefix("Lazy") ? name.dropFirst(4) : name)
  }

  // MARK: Parts

  /// The module's own state: what its class declares, in order of declaration, then what was registered. A parameter whose value is computed
  /// (parametrised, pruned) has no state of its own.
  func ownState() -> [(name: String, box: any StateBox)] {
    (declaredState() + (registered?.state ?? [])).filter { ($0.box as? any ParameterBox)?.source == nil }
  }

  /// The parameter or buffer of this name, also one that is nil.
  func stateBox(_ name: String) -> (any StateBox)? { ownState().first { $0.name == name }?.box }

  func declaredState() -> [(name: String, box: any StateBox)] {
    parts().compactMap { label, value in
      guard let box = value as? any StateBox else { return nil }
      return (box.explicitName ?? stateName(String(label.dropFirst())), box)  // "_weight" → "weight"
    }
  }

  /// The submodules by name, in order of declaration. Containers override it.
  open func namedChildren() -> [(name: String, module: Module)] {
    var found: [(String, Module)] = []
    for (label, value) in parts() {
      let name = stateName(label)
      switch value {
      case let m as Module: found.append((name, m))
      case let list as [Any] where !list.isEmpty:
        for (i, m) in list.enumerated() { if let m = m as? Module { found.append(("\(name).\(i)", m)) } }
      case let table as [String: Any]:
        for key in table.keys.sorted() { if let m = table[key] as? Module { found.append(("\(name).\(key)", m)) } }
      default: break
      }
    }
    return found
  }

  /// The declared submodules and the registered ones.
  final func submodules() -> [(name: String, module: Module)] { namedChildren() + (registered?.modules ?? []) }

  /// The properties that subclasses declare. A weak or unowned one, such as a reference to the parent, owns no part and is left out.
  private func parts() -> [(label: String, value: Any)] {
    let properties = mirroredProperties()
    let fields = ObjectLayout.fields(of: Swift.type(of: self))
    if properties.count != fields.count { return properties }  // a class with a mirror of its own
    let declared = fields.count - Module.ownPropertyCount
    return zip(properties, fields).suffix(declared).compactMap { $1.isStrong ? $0 : nil }
  }

  private static let ownPropertyCount = ObjectLayout.fields(of: Module.self).count

  /// All stored properties, those of the base class first.
  func mirroredProperties() -> [(label: String, value: Any)] {
    var classes: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    while let m = mirror {
      classes.append(m)
      mirror = m.superclassMirror
    }
    return classes.reversed().flatMap { m in m.children.map { ($0.label ?? "", $0.value) } }
  }

  private func stateName(_ property: String) -> String {
    Self.stateNames[property] ?? snakeCase(property)
  }

  // MARK: Walking the tree

  /// The direct submodules.
  public func children() -> [Module] { submodules().map(\.module) }

  /// This module and all below it, with their paths ("" for this one); each once.
  public func namedModules() -> [(name: String, module: Module)] {
    var seen = Set<ObjectIdentifier>()
    var found: [(String, Module)] = []
    func visit(_ m: Module, _ path: String) {
      if !seen.insert(ObjectIdentifier(m)).inserted { return }
      found.append((path, m))
      for c in m.submodules() { visit(c.module, path.isEmpty ? c.name : path + "." + c.name) }
    }
    visit(self, "")
    return found
  }
  public func modules() -> [Module] { namedModules().map(\.module) }

  /// Calls `body` on every module below, children first, then on this one.
  @discardableResult
  public func apply(_ body: (Module) -> Void) -> Self {
    for c in children() { c.apply(body) }
    body(self)
    return self
  }

  /// The parameters with their paths, a module's own before those of its submodules; a shared one once.
  public func namedParameters() -> [(name: String, tensor: Tensor)] { named { $0.isParameter } }
  /// The parameters, for an optimiser.
  public func parameters() -> [Tensor] { namedParameters().map(\.tensor) }
  /// The buffers with their paths.
  public func namedBuffers() -> [(name: String, tensor: Tensor)] { named { !$0.isParameter } }
  /// The buffers.
  public func buffers() -> [Tensor] { namedBuffers().map(\.tensor) }

  private func named(_ wanted: (any StateBox) -> Bool) -> [(name: String, tensor: Tensor)] {
    var seen = Set<ObjectIdentifier>()
    var found: [(String, Tensor)] = []
    for (path, m) in namedModules() {
      for (name, box) in m.ownState() where wanted(box) {
        guard let t = box.tensor, seen.insert(ObjectIdentifier(t)).inserted else { continue }
        found.append((path.isEmpty ? name : path + "." + name, t))
      }
    }
    return found
  }

  /// Every parameter and buffer with its path; a shared one under each of its paths.
  func allState() -> [(name: String, box: any StateBox)] {
    var found: [(String, any StateBox)] = []
    func visit(_ m: Module, _ path: String) {
      let own = m.ownState()
      // PyTorch lists a module's parameters before its buffers.
      for (name, box) in own.filter({ $0.box.isParameter }) + own.filter({ !$0.box.isParameter }) {
        found.append((path + name, box))
      }
      for c in m.submodules() { visit(c.module, path + c.name + ".") }
    }
    visit(self, "")
    return found
  }

  // MARK: Modes

  /// Switches this module and all below to training (or, with false, to evaluation).
  @discardableResult
  public func train(_ mode: Bool = true) -> Self {
    isTraining = mode
    for c in children() { c.train(mode) }
    return self
  }

  /// Switches this module and all below to evaluation.
  @discardableResult
  public func eval() -> Self { train(false) }

  /// Sets every parameter's gradient to nil.
  public func zeroGrad() { for p in parameters() { p.grad = nil } }

  /// Freezes (or thaws) every parameter.
  @discardableResult
  public func requiresGrad_(_ requires: Bool = true) -> Self {
    for p in parameters() { p.requiresGrad_(requires) }
    return self
  }

  /// Moves parameters and buffers to a device.
  @discardableResult
  public func to(_ device: Device) -> Self { convert { $0.to(device) } }

  /// Converts floating-point parameters and buffers to a dtype.
  @discardableResult
  public func to(_ dtype: DType) -> Self {
    require(dtype.isFloatingPoint, "Module.to", "parameters can only be floating-point, got \(dtype)")
    return convert { $0.dtype.isFloatingPoint ? $0.to(dtype) : $0 }
  }
  @discardableResult public func float() -> Self { to(.float32) }
  @discardableResult public func double() -> Self { to(.float64) }
  @discardableResult public func cpu() -> Self { to(Device.cpu) }
  @discardableResult public func cuda(_ index: Int = 0) -> Self { to(Device.cuda(index)) }

  /// Changes the tensors in place, so that an optimiser that holds them sees the change.
  private func convert(_ body: (Tensor) -> Tensor) -> Self {
    noGrad {
      for (_, box) in allState() {
        guard let t = box.tensor else { continue }
        let converted = body(t.detach())
        if converted.dtype != t.dtype || converted.device != t.device {
          t.data = converted
          if let g = t.grad { t.grad = body(g) }
        }
      }
    }
    return self
  }
}

/// `convLayers` → `conv_layers`; `fc1` stays.
func snakeCase(_ name: String) -> String {
  var out = ""
  var previous: Character?
  for c in name {
    if c.isUppercase, let p = previous, p != "_", !p.isUppercase { out.append("_") }
    out.append(contentsOf: c.lowercased())
    previous = c
  }
  return out
}
