import MartletCore

/// `x Φ(x)` with the normal distribution function Φ, elementwise: x of any shape → the same shape. (https://arxiv.org/abs/1606.08415)
///
/// With `approximate: .tanh` Φ(x) is `½ (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
public final class GELU: Module, Layer {
  private let approximate: F.GELUApproximation
  public init(approximate: F.GELUApproximation = .none) { self.approximate = approximate }
  public func forward(_ x: Tensor) -> Tensor { F.gelu(x, approximate: approximate) }
  public override var extraRepr: String { "approximate='\(approximate)'" }
}
