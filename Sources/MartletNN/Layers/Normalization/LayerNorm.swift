import MartletCore

/// `(x − mean) / √(var + eps) · weight + bias` over the last dims: x (…, normalizedShape) → the same shape.
///
/// Mean and biased variance are taken over the dims of `normalizedShape`, in which weight (from 1) and bias (from 0) act element by element.
/// (https://arxiv.org/abs/1607.06450, https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html)
open class LayerNorm: Module, Layer {
  @Parameter public var weight: Tensor?
  @Parameter public var bias: Tensor?
  public let normalizedShape: [Int]
  public let eps: Double

  public init(
    _ normalizedShape: some IntOrArray, eps: Double = 1e-5, elementwiseAffine: Bool = true, bias hasBias: Bool = true, dtype: DType? = nil,
    device: Device = .cpu
  ) {
    self.normalizedShape = normalizedShape.ints
    self.eps = eps
    weight = elementwiseAffine ? Tensor.ones(normalizedShape.ints, dtype: dtype, device: device) : nil
    bias = elementwiseAffine && hasBias ? Tensor.zeros(normalizedShape.ints, dtype: dtype, device: device) : nil
  }

  open func forward(_ x: Tensor) -> Tensor { F.layerNorm(x, normalizedShape, weight: weight, bias: bias, eps: eps) }

  open override var extraRepr: String {
    "\(Python.tuple(normalizedShape)), eps=\(Python.float(eps)), elementwise_affine=\(Python.bool(weight != nil)), "
      + "bias=\(Python.bool(bias != nil))"
  }
}
