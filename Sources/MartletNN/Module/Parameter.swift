import MartletCore

/// What a module finds by reflection: its parameters and buffers, behind their property wrappers.
protocol StateBox: AnyObject {
  /// The name in `stateDict()` when it is not the property's.
  var explicitName: String? { get }
  var isParameter: Bool { get }
  var isPersistent: Bool { get }
  var tensor: Tensor? { get set }
}

/// A tensor, or an optional one: what `@Parameter` and `@Buffer` may wrap.
public protocol StateValue {
  static func wrapping(_ tensor: Tensor?) -> Self
  var unwrapped: Tensor? { get }
}
extension Tensor: StateValue {
  public static func wrapping(_ tensor: Tensor?) -> Self { tensor as! Self }
  public var unwrapped: Tensor? { self }
}
extension Optional: StateValue where Wrapped == Tensor {
  public static func wrapping(_ tensor: Tensor?) -> Self { tensor }
  public var unwrapped: Tensor? { self }
}

/// Marks a property as a parameter of its module: it requires a gradient, and `parameters()` and `stateDict()` find it.
///
/// `@Parameter var weight = Tensor.randn(3, 4)`; `@Parameter("in_proj_weight") var w = …` sets the name in checkpoints.
@propertyWrapper
public final class Parameter<Value: StateValue>: StateBox {
  private var value: Value?
  let explicitName: String?

  public init(wrappedValue: Value, _ name: String? = nil) {
    value = wrappedValue
    explicitName = name
    prepare()
  }

  /// A parameter that the module's initialiser sets, after `super.init()`.
  public init(_ name: String) { explicitName = name }

  public var wrappedValue: Value {
    get {
      guard let value else { fail("Parameter", "'\(explicitName ?? "")' was read before it was set") }
      return value
    }
    set {
      value = newValue
      prepare()
    }
  }

  private func prepare() {
    // Reassigned after an in-place op, the value may be no leaf: then it becomes one, as `nn.Parameter(x)` does.
    guard let t = value?.unwrapped, t.dtype.isFloatingPoint, !t.requiresGrad || !t.isLeaf else { return }
    if !t.isLeaf { value = Value.wrapping(t.detach()) }
    value?.unwrapped?.isParameter = true
    value?.unwrapped?.requiresGrad_()
  }

  var isParameter: Bool { true }
  var isPersistent: Bool { true }
  var tensor: Tensor? {
    get { value?.unwrapped }
    set { value = Value.wrapping(newValue) }
  }
}

/// Marks a property as state of its module that is not trained: `stateDict()` holds it unless `persistent` is false.
@propertyWrapper
public final class Buffer<Value: StateValue>: StateBox {
  public var wrappedValue: Value
  let explicitName: String?
  let isPersistent: Bool

  public init(wrappedValue: Value, _ name: String? = nil, persistent: Bool = true) {
    self.wrappedValue = wrappedValue
    explicitName = name
    isPersistent = persistent
  }

  var isParameter: Bool { false }
  var tensor: Tensor? {
    get { wrappedValue.unwrapped }
    set { wrappedValue = Value.wrapping(newValue) }
  }
}
