import MartletCore

extension Module {
  /// A copy that shares nothing with this module: new modules of the same classes all the way down, and new tensors.
  ///
  /// What is one object here is one object there: tied parameters stay tied, a module that stands in two places stays one. Parameters lose
  /// their gradients; hooks, modes and frozen parameters are kept. Works on any subclass without its help: every stored property is copied as
  /// assignment would copy it, except that modules and tensors in it (also inside arrays, dictionaries, optionals, tuples and structs)
  /// are replaced by copies. Closures, other objects, and modules inside an enum's cases or a struct behind a protocol stay shared.
  /// Stops when a tensor is the result of a recorded op, and at a property whose type cannot be copied. (Python's `copy.deepcopy`)
  public func deepCopy() -> Self {
    let copier = ModuleCopier()
    let copy = copier.copy(self)
    copier.redirectLooseReferences()
    return copy
  }
}

/// One deep copy in the making.
final class ModuleCopier {
  /// The copies, by what they are copies of.
  private var copies: [ObjectIdentifier: AnyObject] = [:]
  private var loose: [(place: UnsafeMutableRawPointer, target: AnyObject)] = []

  func copy<T>(_ value: T) -> T {
    switch ObjectLayout.kind(of: T.self) {
    case .object: return object(value as AnyObject) as! T
    case .existential:
      if Swift.type(of: value as Any) is AnyClass { return object(value as AnyObject) as! T }
      if let inside = value as? any DeepCopied { return inside.deepCopied(by: self) as! T }
      return value
    case .aggregate, .optional:
      if let type = T.self as? any DeepCopied.Type { return rebuilt(value, type) }
      return aggregate(value)
    case .other: return value
    }
  }

  private func rebuilt<T, D: DeepCopied>(_ value: T, _: D.Type) -> T { (value as! D).deepCopied(by: self) as! T }

  /// A struct or tuple: as it is, with the properties that hold modules or tensors replaced.
  private func aggregate<T>(_ value: T) -> T {
    if _isPOD(T.self) { return value }
    var result = value
    withUnsafeMutableBytes(of: &result) { bytes in
      for field in ObjectLayout.fields(of: T.self) where field.isStrong {
        let place = bytes.baseAddress! + field.offset
        func replace<F>(_: F.Type) {
          let p = place.assumingMemoryBound(to: F.self)
          p.pointee = copy(p.pointee)
        }
        replace(field.type)
      }
    }
    return result
  }

  private func object(_ original: AnyObject) -> AnyObject {
    let id = ObjectIdentifier(original)
    if let known = copies[id] { return known }
    switch original {
    case let m as Module: return module(m)
    case let t as Tensor:
      let copy = tensor(t)
      copies[id] = copy
      return copy
    case let box as any CopiedWithModule:
      let copy = box.deepCopied(by: self)
      copies[id] = copy
      return copy
    default: return original
    }
  }

  private func tensor(_ t: Tensor) -> Tensor {
    require(t.isLeaf, "deepCopy", "a tensor of shape \(t.shape) is the result of a recorded op; keep its detach() in the module")
    let copy = t.detach().clone()
    copy.isParameter = t.isParameter
    if t.requiresGrad { copy.requiresGrad_() }
    if !t.isParameter, let g = t.grad { copy.grad = g.detach().clone() }
    return copy
  }

  /// A new object of the module's class, its stored properties initialised one by one. No initialiser runs.
  private func module(_ original: Module) -> Module {
    let type: AnyClass = Swift.type(of: original)
    let fields = ObjectLayout.fields(of: type)
    let to = ObjectLayout.allocate(type, fields)
    let copy = Unmanaged<Module>.fromOpaque(to).takeRetainedValue()
    copies[ObjectIdentifier(original)] = copy  // before its parts, which may refer back to it

    let from = Unmanaged.passUnretained(original).toOpaque()
    for (i, field) in fields.enumerated() {
      let source = from + field.offset, place = to + field.offset
      if !field.isStrong {
        let target = looseTarget(of: original, i, fields.count)
        LooseReference.copy(source, to: place, type: field.type, object: target)
        if let target { loose.append((place, target)) }
        continue
      }
      // Reflection gives the empty tuple for what cannot be copied, such as a Mutex.
      require(field.type != Void.self, "deepCopy", "\(original.reprName).\(field.name) has a type that cannot be copied")
      func initialize<F>(_: F.Type) {
        place.initializeMemory(as: F.self, to: self.copy(source.assumingMemoryBound(to: F.self).pointee))
      }
      initialize(field.type)
    }
    return withExtendedLifetime(original) { copy }
  }

  /// What a weak or unowned property refers to; a mirror lists the properties in the order of the metadata.
  private func looseTarget(of module: Module, _ index: Int, _ count: Int) -> AnyObject? {
    let values = module.mirroredProperties().map(\.value)
    require(values.count == count, "deepCopy", "\(module.reprName) has a mirror of its own, so that its weak properties cannot be read")
    return flattened(values[index])
  }

  private func flattened(_ value: Any) -> AnyObject? {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional { return mirror.children.first.flatMap { flattened($0.value) } }
    return value as AnyObject
  }

  /// A weak reference to something that was copied too, such as a parent, refers to the copy.
  func redirectLooseReferences() {
    for (place, target) in loose {
      if let copy = copies[ObjectIdentifier(target)] { LooseReference.redirect(place, from: target, to: copy) }
    }
  }
}

/// A value that is rebuilt from copies of its elements.
protocol DeepCopied {
  func deepCopied(by copier: ModuleCopier) -> Self
}

extension Optional: DeepCopied {
  func deepCopied(by copier: ModuleCopier) -> Self { map(copier.copy) }
}
extension Array: DeepCopied {
  func deepCopied(by copier: ModuleCopier) -> Self { map(copier.copy) }
}
extension Dictionary: DeepCopied {
  func deepCopied(by copier: ModuleCopier) -> Self { mapValues(copier.copy) }
}

/// A helper object of a module that belongs to it alone.
protocol CopiedWithModule: AnyObject {
  func deepCopied(by copier: ModuleCopier) -> AnyObject
}
