import MartletCore

/// x where x > `threshold`, else `value`, elementwise: x of any shape → the same shape.
/// (https://pytorch.org/docs/stable/generated/torch.nn.Threshold.html)
public final class Threshold: InplaceActivation, Layer {
  private let threshold: Scalar, value: Scalar

  public init(_ threshold: some TensorNumber, _ value: some TensorNumber, inplace: Bool = false) {
    self.threshold = threshold.scalar
    self.value = value.scalar
    super.init(inplace: inplace)
  }

  public func forward(_ x: Tensor) -> Tensor { F.threshold(x, threshold: threshold.double, value: value.double, inplace: inplace) }
  override var settings: String { "threshold=\(Python.number(threshold)), value=\(Python.number(value))" }
}
