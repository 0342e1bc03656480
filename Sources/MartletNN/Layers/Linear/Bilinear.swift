import MartletCore

/// `y_k = x1ᵀ A_k x2 + b_k`: x1 (…, in1Features), x2 (…, in2Features) → (…, outFeatures).
///
/// A (outFeatures, in1Features, in2Features) and b (outFeatures) start uniform in ±1/√in1Features.
/// Stops when the inputs' shapes do not fit. (https://pytorch.org/docs/stable/generated/torch.nn.Bilinear.html)
public final class Bilinear: Module {
  @Parameter public var weight: Tensor
  @Parameter public var bias: Tensor?

  public init(
    _ in1Features: Int, _ in2Features: Int, outFeatures: Int, bias: Bool = true, dtype: DType? = nil, device: Device = .cpu
  ) {
    require(in1Features > 0, "Bilinear", "in1Features must be positive, got \(in1Features)")
    weight = Tensor.empty(outFeatures, in1Features, in2Features, dtype: dtype, device: device)
    self.bias = bias ? Tensor.empty(outFeatures, dtype: dtype, device: device) : nil
    super.init()
    let bound = 1 / Double(in1Features).squareRoot()
    Init.uniform_(weight, a: -bound, b: bound)
    if let bias = self.bias { Init.uniform_(bias, a: -bound, b: bound) }
  }

  public func callAsFunction(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    withHooks([x1, x2]) { [F.bilinear($0[0], $0[1], weight, bias)] }[0]
  }

  public override var extraRepr: String {
    "in1_features=\(weight.size(1)), in2_features=\(weight.size(2)), out_features=\(weight.size(0)), bias=\(Python.bool(bias != nil))"
  }
}
