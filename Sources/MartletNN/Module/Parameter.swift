import MartletCore

/// What a module finds by reflection or is given at run time: its parameters and buffers.
protocol StateBox: CopiedWithModule {
  /// The name in `stateDict()` when it is not the property's.
  var explicitName: String? { get }
  var isParameter: Bool { get }
  var isPersistent: Bool { get }
  var tensor: Tensor? { get set }
}

/// A parameter, whose value may be computed instead of held.
protocol ParameterBox: StateBox {
  /// When set, the property reads what this computes, and the box holds no state of its own.
  var source: (any TensorSource)? { get set }
}

/// Computes the tensor that a module's property gives: a parametrisation, a pruned weight.
protocol TensorSource: AnyObject {
  func value() -> Tensor
  /// Takes over a tensor that is assigned to the property.
  func assign(_ tensor: Tensor)
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
/// `@Parameter var weight = Tensor.randn(3, 4)`; `@Parameter("in_proj_weight") var w = …` sets the name in checkpoints. A property declared
/// with a name and without a value is set after `super.init()`, or before it through its storage: `_w = Parameter(wrappedValue: x, "in_proj_weight")`.
@propertyWrapper
public final class Parameter<Value: StateValue>: ParameterBox {
  private var value: Value?
  let explicitName: String?
  var source: (any TensorSource)?

  public init(wrappedValue: Value, _ name: String? = nil) {
    value = wrappedValue
    explicitName = name
    prepare()
  }

  /// A parameter that the module's initialiser sets, after `super.init()`.
  public init(_ name: String) { explicitName = name }

  public var wrappedValue: Value {
    get {
      if let source { return Value.wrapping(source.value()) }
      guard let value else { fail("Parameter", "'\(explicitName ?? "")' was read before it was set") }
      return value
    }
    set {
      if let source {
        guard let t = newValue.unwrapped else { fail("Parameter", "a parametrised or pruned parameter cannot be set to nil") }
        return source.assign(t)
      }
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
    set { value = newValue.map { Value.wrapping($0) } }
  }

  func deepCopied(by copier: ModuleCopier) -> AnyObject {
    let copy = Parameter(explicitName)
    copy.value = copier.copy(value)
    copy.source = copier.copy(source)
    return copy
  }

  private init(_ name: String?) { explicitName = name }
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

  func deepCopied(by copier: ModuleCopier) -> AnyObject {
    Buffer(wrappedValue: copier.copy(wrappedValue), explicitName, persistent: isPersistent)
  }
}
