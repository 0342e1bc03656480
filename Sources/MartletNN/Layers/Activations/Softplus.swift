import MartletCore

/// `log(1 + e^(βx)) / β`, a smooth ReLU, elementwise: x of any shape → the same shape.
///
/// Where βx > `threshold` it is x itself, which float32 cannot tell apart.
/// (https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html)
public final class Softplus: Module, Layer {
  private let beta: Scalar, threshold: Scalar

  public init(_ beta: some TensorNumber = 1.0, _ threshold: some TensorNumber = 20.0) {
    self.beta = beta.scalar
    self.threshold = threshold.scalar
  }

  public func forward(_ x: Tensor) -> Tensor { F.softplus(x, beta: beta.double, threshold: threshold.double) }
  public override var extraRepr: String { "beta=\(Python.number(beta)), threshold=\(Python.number(threshold))" }
}
