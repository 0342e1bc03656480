import MartletCore

/// `y = x Wᵀ + b`: x (…, inFeatures) → (…, outFeatures).
///
/// W (outFeatures, inFeatures) and b (outFeatures) start uniform in ±1/√inFeatures. Stops when x has another last dim.
/// (https://pytorch.org/docs/stable/generated/torch.nn.Linear.html)
open class Linear: Module, Layer {
  @Parameter public var weight: Tensor
  @Parameter public var bias: Tensor?

  public init(_ inFeatures: Int, _ outFeatures: Int, bias: Bool = true, dtype: DType? = nil, device: Device = .cpu) {
    weight = Tensor.empty(outFeatures, inFeatures, dtype: dtype, device: device)
    self.bias = bias ? Tensor.empty(outFeatures, dtype: dtype, device: device) : nil
    super.init()
    Init.layerDefault(weight, self.bias)
  }

  open func forward(_ x: Tensor) -> Tensor { F.linear(x, weight, bias) }

  open override var extraRepr: String {
    "in_features=\(weight.size(1)), out_features=\(weight.size(0)), bias=\(Python.bool(bias != nil))"
  }
}
