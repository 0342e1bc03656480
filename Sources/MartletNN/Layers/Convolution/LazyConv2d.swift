import MartletCore

/// A `Conv2d` whose `inChannels` are those of its first input, or of the weight that is loaded into it.
/// (https://pytorch.org/docs/stable/generated/torch.nn.LazyConv2d.html)
public final class LazyConv2d: Conv2d, LazyModule {
  public init(
    _ outChannels: Int, kernelSize: any IntOrArray, stride: any IntOrArray = 1, padding: any ConvolutionPadding = 0,
    dilation: any IntOrArray = 1, groups: Int = 1, bias: Bool = true, paddingMode: PaddingMode = .zeros, dtype: DType? = nil,
    device: Device = .cpu
  ) {
    super.init(
      0, outChannels, kernelSize: kernelSize, stride: stride, padding: padding, dilation: dilation, groups: groups, bias: bias,
      paddingMode: paddingMode, dtype: dtype, device: device)
  }

  public override func forward(_ x: Tensor) -> Tensor {
    prepare(for: x)
    return super.forward(x)
  }
}
