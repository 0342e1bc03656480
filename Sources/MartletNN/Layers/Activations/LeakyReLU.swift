import MartletCore

/// x where x > 0, else `negativeSlope · x`, elementwise: x of any shape → the same shape.
/// (https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html)
public final class LeakyReLU: InplaceActivation, Layer {
  private let negativeSlope: Scalar

  public init(_ negativeSlope: some TensorNumber = 0.01, inplace: Bool = false) {
    self.negativeSlope = negativeSlope.scalar
    super.init(inplace: inplace)
  }

  public func forward(_ x: Tensor) -> Tensor { F.leakyRelu(x, negativeSlope: negativeSlope.double, inplace: inplace) }
  override var settings: String { "negative_slope=\(Python.number(negativeSlope))" }
}
