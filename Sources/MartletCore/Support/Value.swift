/// What a checkpoint holds: numbers, strings, tensors, and lists, tuples and dictionaries of them, as Python would see them.
///
/// Its accessors throw a `ValueError` when it is of another kind: `try value.dictionary["epoch"]?.int`.
public struct Value: Sendable {
  public enum Kind: Sendable {
    case none
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case tensor(Tensor)
    case list([Value])
    case tuple([Value])
    /// Entries in their order; Python's dictionaries keep it, and checkpoints compare equal only with it.
    case dictionary([(key: Key, value: Value)])
  }

  /// A dictionary's key: optimisers number their parameters, all else goes by name.
  public enum Key: Sendable, Hashable, CustomStringConvertible {
    case string(String)
    case int(Int)

    public var description: String {
      switch self {
      case .string(let s): s
      case .int(let n): String(n)
      }
    }
  }

  public let kind: Kind
  public init(_ kind: Kind) { self.kind = kind }

  public static var none: Value { Value(.none) }
  /// A dictionary with these entries, in their order.
  public static func record(_ entries: [(String, any ValueConvertible)]) -> Value {
    Value(.dictionary(entries.map { (.string($0.0), $0.1.checkpointValue) }))
  }

  // MARK: Reading

  public var isNone: Bool {
    if case .none = kind { return true }
    return false
  }
  public var bool: Bool {
    get throws {
      guard case .bool(let b) = kind else { throw mismatch("a bool") }
      return b
    }
  }
  public var int: Int {
    get throws {
      guard case .int(let n) = kind else { throw mismatch("an int") }
      return n
    }
  }
  /// A number; an int is converted.
  public var double: Double {
    get throws {
      switch kind {
      case .double(let x): return x
      case .int(let n): return Double(n)
      default: throw mismatch("a number")
      }
    }
  }
  public var string: String {
    get throws {
      guard case .string(let s) = kind else { throw mismatch("a string") }
      return s
    }
  }
  public var tensor: Tensor {
    get throws {
      guard case .tensor(let t) = kind else { throw mismatch("a tensor") }
      return t
    }
  }
  /// The elements of a list or a tuple.
  public var list: [Value] {
    get throws {
      switch kind {
      case .list(let a), .tuple(let a): return a
      default: throw mismatch("a list")
      }
    }
  }
  /// The elements of a list or a tuple of tensors.
  public var tensors: [Tensor] { get throws { try list.map { try $0.tensor } } }
  /// A dictionary's entries in their order.
  public var entries: [(key: Key, value: Value)] {
    get throws {
      guard case .dictionary(let d) = kind else { throw mismatch("a dictionary") }
      return d
    }
  }
  /// A dictionary by name; a key that is a number is written out.
  public var dictionary: [String: Value] {
    get throws { Dictionary(try entries.map { ($0.key.description, $0.value) }, uniquingKeysWith: { $1 }) }
  }
  /// The value under a name. Throws when there is none.
  public func entry(_ name: String) throws -> Value {
    let all = try entries
    guard let found = all.last(where: { $0.key.description == name }) else {
      throw ValueError("there is no entry '\(name)'; there are \(all.map(\.key.description))")
    }
    return found.value
  }

  private func mismatch(_ wanted: String) -> ValueError { ValueError("expected \(wanted), found \(kindName)") }

  private var kindName: String {
    switch kind {
    case .none: "None"
    case .bool: "a bool"
    case .int: "an int"
    case .double: "a float"
    case .string: "a string"
    case .tensor(let t): "a tensor of shape \(t.shape)"
    case .list(let a): "a list of \(a.count)"
    case .tuple(let a): "a tuple of \(a.count)"
    case .dictionary(let d): "a dictionary of \(d.count)"
    }
  }
}

/// A value was asked for as something that it is not.
public struct ValueError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

extension Value: CustomStringConvertible {
  /// Python's text.
  public var description: String {
    switch kind {
    case .none: "None"
    case .bool(let b): b ? "True" : "False"
    case .int(let n): "\(n)"
    case .double(let x): "\(x)"
    case .string(let s): "'\(s)'"
    case .tensor(let t): "\(t)"
    case .list(let a): "[" + a.map(\.description).joined(separator: ", ") + "]"
    case .tuple(let a): "(" + a.map(\.description).joined(separator: ", ") + (a.count == 1 ? ",)" : ")")
    case .dictionary(let d):
      "{" + d.map { entry in
        if case .int = entry.key { return "\(entry.key): \(entry.value)" }
        return "'\(entry.key)': \(entry.value)"
      }.joined(separator: ", ") + "}"
    }
  }
}

/// What can be put into a checkpoint.
public protocol ValueConvertible {
  var checkpointValue: Value { get }
}

extension Value: ValueConvertible {
  public var checkpointValue: Value { self }
}
extension Bool: ValueConvertible {
  public var checkpointValue: Value { Value(.bool(self)) }
}
extension Int: ValueConvertible {
  public var checkpointValue: Value { Value(.int(self)) }
}
extension Double: ValueConvertible {
  public var checkpointValue: Value { Value(.double(self)) }
}
extension Float: ValueConvertible {
  public var checkpointValue: Value { Value(.double(Double(self))) }
}
extension String: ValueConvertible {
  public var checkpointValue: Value { Value(.string(self)) }
}
extension Tensor: ValueConvertible {
  public var checkpointValue: Value { Value(.tensor(self)) }
}
extension Optional: ValueConvertible where Wrapped: ValueConvertible {
  public var checkpointValue: Value { self?.checkpointValue ?? Value(.none) }
}
extension Array: ValueConvertible where Element: ValueConvertible {
  public var checkpointValue: Value { Value(.list(map(\.checkpointValue))) }
}
/// Sorted by name: a Swift dictionary has no order of its own, and the same content should give the same file.
extension Dictionary: ValueConvertible where Key == String, Value: ValueConvertible {
  public var checkpointValue: MartletCore.Value {
    .record(sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }
}
