import MartletCore

/// One entry of a scheduler's state dict, tied to a property: `StateField("step_size", self, \.stepSize)`.
public struct StateField {
  let name: String
  let read: () -> Value
  let write: (Value) throws -> Void

  public init<Root: AnyObject, T: StateValue>(_ name: String, _ root: Root, _ path: ReferenceWritableKeyPath<Root, T>) {
    self.name = name
    read = { root[keyPath: path].checkpointValue }
    write = { root[keyPath: path] = try T(checkpoint: $0) }
  }
}

/// What a scheduler's property can be to enter its state dict.
public protocol StateValue: ValueConvertible {
  init(checkpoint value: Value) throws
}

extension Bool: StateValue {
  public init(checkpoint value: Value) throws { self = try value.bool }
}
extension Int: StateValue {
  public init(checkpoint value: Value) throws { self = try value.int }
}
extension Double: StateValue {
  public init(checkpoint value: Value) throws { self = try value.number }
}
extension Optional: StateValue where Wrapped: StateValue {
  public init(checkpoint value: Value) throws { self = value.isNone ? nil : try Wrapped(checkpoint: value) }
}
extension Array: StateValue where Element: StateValue {
  public init(checkpoint value: Value) throws { self = try value.list.map { try Element(checkpoint: $0) } }
}

/// An option whose cases go by PyTorch's words.
public protocol NamedOption: StateValue, RawRepresentable, Sendable where RawValue == String {}

extension NamedOption {
  public var checkpointValue: Value { rawValue.checkpointValue }
  public init(checkpoint value: Value) throws {
    let word = try value.string
    guard let found = Self(rawValue: word) else { throw ValueError("there is no \(Self.self) '\(word)'") }
    self = found
  }
}
