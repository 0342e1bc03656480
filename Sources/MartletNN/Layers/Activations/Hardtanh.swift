import MartletCore

/// `min(max(minVal, x), maxVal)`, elementwise: x of any shape → the same shape. Stops unless minVal < maxVal.
/// (https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html)
public final class Hardtanh: InplaceActivation, Layer {
  private let minVal: Scalar, maxVal: Scalar

  public init(_ minVal: some TensorNumber = -1.0, _ maxVal: some TensorNumber = 1.0, inplace: Bool = false) {
    self.minVal = minVal.scalar
    self.maxVal = maxVal.scalar
    require(self.minVal.double < self.maxVal.double, "Hardtanh", "minVal \(minVal) is not less than maxVal \(maxVal)")
    super.init(inplace: inplace)
  }

  public func forward(_ x: Tensor) -> Tensor { F.hardtanh(x, minVal: minVal.double, maxVal: maxVal.double, inplace: inplace) }
  override var settings: String { "min_val=\(Python.number(minVal)), max_val=\(Python.number(maxVal))" }
}
