import MartletCore

/// Cross-correlation of x (N, C, H, W) with `outChannels` kernels: H′ = ⌊(H + 2p − d(k − 1) − 1) / s⌋ + 1.
///
/// W (outChannels, inChannels / groups, k, k′) and b (outChannels) start uniform in ±1/√(inChannels / groups · k k′).
/// (https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html)
public final class Conv2d: Module, Layer {
  @Parameter public var weight: Tensor
  @Parameter public var bias: Tensor?
  private let spec: ConvolutionSpec

  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: some IntOrArray, stride: some IntOrArray = 1, padding: some IntOrArray = 0,
    dilation: some IntOrArray = 1, groups: Int = 1, bias: Bool = true, dtype: DType? = nil, device: Device = .cpu
  ) {
    spec = ConvolutionSpec(
      "Conv2d", 2, inChannels, outChannels, kernelSize.ints, stride.ints, .numbers(padding.ints), dilation.ints, groups, bias)
    weight = Tensor.empty([outChannels, inChannels / groups] + spec.kernel, dtype: dtype, device: device)
    self.bias = bias ? Tensor.empty(outChannels, dtype: dtype, device: device) : nil
    super.init()
    Init.layerDefault(weight, self.bias)
  }

  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: some IntOrArray, stride: some IntOrArray = 1, padding: Padding,
    dilation: some IntOrArray = 1, groups: Int = 1, bias: Bool = true, dtype: DType? = nil, device: Device = .cpu
  ) {
    spec = ConvolutionSpec(
      "Conv2d", 2, inChannels, outChannels, kernelSize.ints, stride.ints, .named(padding), dilation.ints, groups, bias)
    weight = Tensor.empty([outChannels, inChannels / groups] + spec.kernel, dtype: dtype, device: device)
    self.bias = bias ? Tensor.empty(outChannels, dtype: dtype, device: device) : nil
    super.init()
    Init.layerDefault(weight, self.bias)
  }

  public func forward(_ x: Tensor) -> Tensor {
    switch spec.padding {
    case .numbers(let p):
      F.conv2d(x, weight, bias, stride: spec.stride, padding: p, dilation: spec.dilation, groups: spec.groups)
    case .named(let p):
      F.conv2d(x, weight, bias, stride: spec.stride, padding: p, dilation: spec.dilation, groups: spec.groups)
    }
  }

  public override var extraRepr: String { spec.repr }
}
