import MartletCore

/// A `ConvTranspose1d` whose `inChannels` are those of its first input, or of the weight that is loaded into it.
/// (https://pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose1d.html)
public final class LazyConvTranspose1d: ConvTranspose1d, LazyModule {
  public init(
    _ outChannels: Int, kernelSize: any IntOrArray, stride: any IntOrArray = 1, padding: any IntOrArray = 0,
    outputPadding: any IntOrArray = 0, groups: Int = 1, bias: Bool = true, dilation: any IntOrArray = 1, dtype: DType? = nil,
    device: Device = .cpu
  ) {
    super.init(
      0, outChannels, kernelSize: kernelSize, stride: stride, padding: padding, outputPadding: outputPadding, groups: groups, bias: bias,
      dilation: dilation, dtype: dtype, device: device)
  }

  public override func forward(_ x: Tensor) -> Tensor {
    prepare(for: x)
    return super.forward(x)
  }
}
