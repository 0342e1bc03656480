import CMartletKernels

/// A stored property of a class, struct or tuple, as Swift's reflection metadata describes it.
package struct StoredField {
  package let name: String
  package let type: Any.Type
  /// In bytes, from the start of the object or value.
  package let offset: Int
  /// False for `weak` and `unowned` properties.
  package let isStrong: Bool
}

/// Where the stored properties of a type lie. It stands on the entry points of Swift's runtime that serve `Mirror`, which can only read.
package enum ObjectLayout {
  /// The stored properties of a type; for a class those of its superclasses come first.
  package static func fields(of type: Any.Type) -> [StoredField] {
    let metadata = unsafeBitCast(type, to: UnsafeRawPointer.self)
    return (0..<mk_field_count(metadata)).map { i in
      let field = mk_field_at(metadata, i)
      defer { mk_field_free(field) }
      return StoredField(
        name: field.name.map { String(cString: $0) } ?? "", type: unsafeBitCast(field.type, to: Any.Type.self), offset: Int(field.offset),
        isStrong: field.is_strong != 0)
    }
  }

  /// A new object of a class whose stored properties are still to be initialised, each at its offset; until all are, it must not be released.
  package static func allocate(_ type: AnyClass, _ fields: [StoredField]) -> UnsafeMutableRawPointer {
    var size = 2 * MemoryLayout<Int>.size, alignment = 16  // the header: the class and the reference counts
    for f in fields {
      let layout = layout(of: f.type)
      size = max(size, f.offset + layout.size)
      alignment = max(alignment, layout.alignment)
    }
    return mk_object_allocate(unsafeBitCast(type, to: UnsafeRawPointer.self), size, alignment)
  }

  /// What kind of type it is, as far as copying asks; read from the first word of its metadata.
  package enum Kind { case object, aggregate, optional, existential, other }

  package static func kind(of type: Any.Type) -> Kind {
    switch unsafeBitCast(type, to: UnsafePointer<Int>.self).pointee {
    case 0: .object
    case 0x200, 0x301: .aggregate  // a struct, a tuple
    case 0x202: .optional
    case 0x303: .existential
    default: .other
    }
  }

  fileprivate static func layout(of type: Any.Type) -> (size: Int, alignment: Int) {
    func of<T>(_: T.Type) -> (Int, Int) { (MemoryLayout<T>.size, MemoryLayout<T>.alignment) }
    return of(type)
  }
}

/// A `weak` or `unowned` property in memory.
package enum LooseReference {
  /// Initialises `to` as a reference to `object`, the one that `from` refers to.
  ///
  /// The two kinds are told apart by what lies in memory: an unowned reference is its object's address, a weak one is that of a side table.
  /// What follows the first word are the protocol tables of an existential, which are plain bytes.
  package static func copy(_ from: UnsafeMutableRawPointer, to: UnsafeMutableRawPointer, type: Any.Type, object: AnyObject?) {
    to.copyMemory(from: from, byteCount: ObjectLayout.layout(of: type).size)
    if isUnowned(from, object) { mk_unowned_retain(from.load(as: UnsafeMutableRawPointer.self)) } else { mk_weak_copy(to, from) }
  }

  /// Makes the reference at `place`, which refers to `old`, one to `new`.
  package static func redirect(_ place: UnsafeMutableRawPointer, from old: AnyObject, to new: AnyObject) {
    let address = Unmanaged.passUnretained(new).toOpaque()
    if isUnowned(place, old) {
      mk_unowned_retain(address)
      mk_unowned_release(place.load(as: UnsafeMutableRawPointer.self))
      place.storeBytes(of: address, as: UnsafeMutableRawPointer.self)
    } else {
      mk_weak_assign(place, address)
    }
  }

  private static func isUnowned(_ place: UnsafeMutableRawPointer, _ object: AnyObject?) -> Bool {
    guard let object else { return false }
    return place.load(as: UnsafeMutableRawPointer?.self) == Unmanaged.passUnretained(object).toOpaque()
  }
}
