import MartletCore

/// `max(0, x)`.
public final class ReLU: Module, Layer {
  private let inplace: Bool
  public init(inplace: Bool = false) { self.inplace = inplace }
  public func forward(_ x: Tensor) -> Tensor { F.relu(x, inplace: inplace) }
  public override var extraRepr: String { inplace ? "inplace=True" : "" }
}
