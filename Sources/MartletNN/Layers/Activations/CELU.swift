import MartletCore

/// `max(0, x) + min(0, α (e^(x/α) − 1))`, elementwise: x of any shape → the same shape. Stops when α is 0.
/// (https://arxiv.org/abs/1704.07483)
public final class CELU: InplaceActivation, Layer {
  private let alpha: Scalar

  public init(_ alpha: some TensorNumber = 1.0, inplace: Bool = false) {
    require(alpha.scalar.double != 0, "CELU", "alpha must not be 0")
    self.alpha = alpha.scalar
    super.init(inplace: inplace)
  }

  public func forward(_ x: Tensor) -> Tensor { F.celu(x, alpha: alpha.double, inplace: inplace) }
  override var settings: String { "alpha=\(Python.number(alpha))" }
}
