import MartletCore

/// Normalises each of `numGroups` groups of channels of each sample of x (N, C, …): `(x − mean) / √(var + eps) · weight + bias`.
///
/// Weight (C) starts at 1, bias (C) at 0. Stops when the channels do not divide into the groups.
/// (https://arxiv.org/abs/1803.08494, https://pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html)
open class GroupNorm: Module, Layer {
  @Parameter public var weight: Tensor?
  @Parameter public var bias: Tensor?
  public let numGroups: Int, numChannels: Int
  public let eps: Double

  public init(
    _ numGroups: Int, _ numChannels: Int, eps: Double = 1e-5, affine: Bool = true, bias hasBias: Bool = true, dtype: DType? = nil,
    device: Device = .cpu
  ) {
    require(
      numGroups > 0 && numChannels % numGroups == 0, "GroupNorm", "\(numChannels) channels do not divide into \(numGroups) groups")
    self.numGroups = numGroups
    self.numChannels = numChannels
    self.eps = eps
    weight = affine ? Tensor.ones(numChannels, dtype: dtype, device: device) : nil
    bias = affine && hasBias ? Tensor.zeros(numChannels, dtype: dtype, device: device) : nil
  }

  open func forward(_ x: Tensor) -> Tensor { F.groupNorm(x, numGroups, weight: weight, bias: bias, eps: eps) }

  open override var extraRepr: String {
    "\(numGroups), \(numChannels), eps=\(Python.float(eps)), affine=\(Python.bool(weight != nil)), bias=\(Python.bool(bias != nil))"
  }
}
