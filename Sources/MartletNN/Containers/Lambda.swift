import MartletCore

/// A function as a layer: `Lambda { $0.view(-1, 1, 28, 28) }`.
public final class Lambda: Module, Layer {
  private let function: (Tensor) -> Tensor
  public init(_ function: @escaping (Tensor) -> Tensor) { self.function = function }
  public func forward(_ x: Tensor) -> Tensor { function(x) }
}
