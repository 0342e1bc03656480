import MartletCore

/// `x / √(mean(x²) + eps) · weight` over the last dims: x (…, normalizedShape) → the same shape; weight starts at 1.
///
/// Without `eps` it is the epsilon of x's dtype.
/// (https://arxiv.org/abs/1910.07467, https://pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html)
open class RMSNorm: Module, Layer {
  @Parameter public var weight: Tensor?
  public let normalizedShape: [Int]
  public let eps: Double?

  public init(
    _ normalizedShape: some IntOrArray, eps: Double? = nil, elementwiseAffine: Bool = true, dtype: DType? = nil, device: Device = .cpu
  ) {
    self.normalizedShape = normalizedShape.ints
    self.eps = eps
    weight = elementwiseAffine ? Tensor.ones(normalizedShape.ints, dtype: dtype, device: device) : nil
  }

  open func forward(_ x: Tensor) -> Tensor { F.rmsNorm(x, normalizedShape, weight: weight, eps: eps) }

  open override var extraRepr: String {
    "\(Python.tuple(normalizedShape)), eps=\(eps.map(Python.float) ?? "None"), elementwise_affine=\(Python.bool(weight != nil))"
  }
}
