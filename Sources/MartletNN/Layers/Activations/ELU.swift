import MartletCore

/// `max(0, x) + min(0, α (eˣ − 1))`, elementwise: x of any shape → the same shape. (https://arxiv.org/abs/1511.07289)
public final class ELU: InplaceActivation, Layer {
  private let alpha: Scalar

  public init(_ alpha: some TensorNumber = 1.0, inplace: Bool = false) {
    self.alpha = alpha.scalar
    super.init(inplace: inplace)
  }

  public func forward(_ x: Tensor) -> Tensor { F.elu(x, alpha: alpha.double, inplace: inplace) }
  override var settings: String { "alpha=\(Python.number(alpha))" }
}
