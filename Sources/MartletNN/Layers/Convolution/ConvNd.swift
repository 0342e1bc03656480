import MartletCore

/// What `Conv1d`, `Conv2d` and `Conv3d` share: cross-correlation with `outChannels` kernels.
open class ConvNd: ConvolutionLayer, Layer {
  /// - Parameters:
  ///   - padding: an int, an int a dim, `.same` or `.valid`.
  ///   - groups: input and output channels are cut into as many parts, each convolved on its own.
  ///
  /// Stops when a size is not positive, a padding is negative, the channels do not divide into groups, or `.same` comes with a stride.
  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: any IntOrArray, stride: any IntOrArray = 1, padding: any ConvolutionPadding = 0,
    dilation: any IntOrArray = 1, groups: Int = 1, bias: Bool = true, paddingMode: PaddingMode = .zeros, dtype: DType? = nil,
    device: Device = .cpu
  ) {
    super.init(
      inChannels, outChannels, kernelSize.ints, stride.ints, padding.padding, [0], dilation.ints, groups, bias, paddingMode, dtype, device)
  }

  open func forward(_ x: Tensor) -> Tensor {
    switch paddingMode {
    case .zeros: convolve(x, padding.rule)
    case .reflect: convolve(F.pad(x, edges, mode: .reflect), .valid)
    case .replicate: convolve(F.pad(x, edges, mode: .replicate), .valid)
    case .circular: convolve(F.pad(x, edges, mode: .circular), .valid)
    }
  }

  private func convolve(_ x: Tensor, _ padding: Padding.Rule) -> Tensor {
    F.convolution(
      kernelSize.count, x, weight, bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
  }

  /// The padding as `F.pad` takes it: the last dim first, in front and behind.
  private var edges: [Int] {
    kernelSize.indices.reversed().flatMap { i in
      let total = dilation[i] * (kernelSize[i] - 1)
      return switch padding.rule {
      case .sizes(let p): [p[i], p[i]]
      case .same: [total / 2, total - total / 2]
      case .valid: [0, 0]
      }
    }
  }
}
