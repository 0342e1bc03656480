import MartletCore

/// x where x ≥ 0, else `a x`, elementwise: x of any shape → the same shape.
///
/// In training a is drawn for each element, uniformly between `lower` and `upper`; in evaluation it is their mean.
/// Stops when lower > upper. (https://arxiv.org/abs/1505.00853)
public final class RReLU: InplaceActivation, Layer {
  private let lower: Scalar, upper: Scalar

  public init(_ lower: some TensorNumber = 1.0 / 8, _ upper: some TensorNumber = 1.0 / 3, inplace: Bool = false) {
    self.lower = lower.scalar
    self.upper = upper.scalar
    require(self.lower.double <= self.upper.double, "RReLU", "lower \(lower) is greater than upper \(upper)")
    super.init(inplace: inplace)
  }

  public func forward(_ x: Tensor) -> Tensor {
    F.rrelu(x, lower: lower.double, upper: upper.double, training: isTraining, inplace: inplace)
  }
  override var settings: String { "lower=\(Python.number(lower)), upper=\(Python.number(upper))" }
}
