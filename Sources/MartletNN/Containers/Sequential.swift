import MartletCore

/// Layers one after the other.
///
/// `Sequential(Linear(8, 16), ReLU())`, or with a builder that takes `if` and `for`: `Sequential { Linear(8, 16); ReLU() }`.
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
  /// Adds a layer at the end.
  public func append(_ layer: any Layer) { layers.append(layer) }

  /// Layer `i`; negative counts from the end.
  public subscript(_ i: Int) -> any Layer {
    get { layers[position(i, layers.count, "Sequential")] }
    set { layers[position(i, layers.count, "Sequential")] = newValue }
  }
  /// Some of the layers, shared with this one.
  public subscript(_ range: Range<Int>) -> Sequential { Sequential(Array(layers[range.clamped(to: 0..<layers.count)])) }
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

func position(_ i: Int, _ count: Int, _ op: String) -> Int {
  require(i >= -count && i < count, op, "index \(i) is out of range for \(count) modules")
  return i < 0 ? i + count : i
}
