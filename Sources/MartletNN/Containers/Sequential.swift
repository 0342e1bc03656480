import MartletCore

/// Layers one after the other: `y = layerₙ(… layer₁(x))`.
///
/// `Sequential(Linear(8, 16), ReLU())`, or with a builder that takes `if` and `for`: `Sequential { Linear(8, 16); ReLU() }`.
/// (https://pytorch.org/docs/stable/generated/torch.nn.Sequential.html)
public final class Sequential: Module, Layer, Swift.Sequence {
  private var layers: [any Layer]

  public init(_ layers: any Layer...) { self.layers = layers }
  public init(_ layers: [any Layer]) { self.layers = layers }
  public init(@LayerBuilder _ build: () -> [any Layer]) { layers = build() }

  public func forward(_ x: Tensor) -> Tensor {
    var y = x
    for layer in layers { y = layer(y) }
    return y
  }

  public override func namedChildren() -> [(name: String, module: Module)] {
    layers.enumerated().map { ("\($0)", $1) }
  }

  public var count: Int { layers.count }
  public func makeIterator() -> IndexingIterator<[any Layer]> { layers.makeIterator() }

  /// Adds a layer at the end and returns the network.
  @discardableResult
  public func append(_ layer: any Layer) -> Self {
    layers.append(layer)
    return self
  }
  /// Puts a layer before layer `i`; negative counts from the end, and `count` appends. Stops when `i` is out of range.
  @discardableResult
  public func insert(_ i: Int, _ layer: any Layer) -> Self {
    layers.insert(layer, at: insertionPoint(i, layers.count, "Sequential"))
    return self
  }
  /// Adds layers, or those of another `Sequential`, at the end.
  @discardableResult
  public func extend(_ more: some Swift.Sequence<any Layer>) -> Self {
    layers += more
    return self
  }
  /// Takes layer `i` out and returns it.
  @discardableResult
  public func pop(_ i: Int = -1) -> any Layer { layers.remove(at: position(i, layers.count, "Sequential")) }

  /// Layer `i`; negative counts from the end.
  public subscript(_ i: Int) -> any Layer {
    get { layers[position(i, layers.count, "Sequential")] }
    set { layers[position(i, layers.count, "Sequential")] = newValue }
  }
  /// Some of the layers, shared with this one; a bound beyond the end is taken as the end.
  public subscript(_ range: some RangeExpression<Int>) -> Sequential { Sequential(slice(layers, range)) }

  /// The layers of both, shared with them.
  public static func + (a: Sequential, b: Sequential) -> Sequential { Sequential(a.layers + b.layers) }
}

/// Collects the layers of a `Sequential { … }`.
@resultBuilder
public enum LayerBuilder {
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  public static func buildEither(first: [any Layer]) -> [any Layer] { first }
  public static func buildEither(second: [any Layer]) -> [any Layer] { second }
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
}
