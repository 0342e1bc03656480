import MartletCore

/// What `ConvTranspose1d`, `ConvTranspose2d` and `ConvTranspose3d` share: the gradient of a convolution for its input, as a layer.
open class ConvTransposeNd: ConvolutionLayer, Layer {
  /// - Parameters:
  ///   - padding: what the convolution whose gradient this is would pad; it makes the output smaller.
  ///   - outputPadding: elements that are added at the end of each dim, to choose between the sizes that a stride leaves open.
  ///
  /// Stops when a size is not positive, a padding is negative, or the channels do not divide into groups.
  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: any IntOrArray, stride: any IntOrArray = 1, padding: any IntOrArray = 0,
    outputPadding: any IntOrArray = 0, groups: Int = 1, bias: Bool = true, dilation: any IntOrArray = 1, dtype: DType? = nil,
    device: Device = .cpu
  ) {
    super.init(
      inChannels, outChannels, kernelSize.ints, stride.ints, Padding(.sizes(padding.ints)), outputPadding.ints, dilation.ints, groups, bias,
      .zeros, dtype, device)
  }

  override class var isTransposed: Bool { true }

  open func forward(_ x: Tensor) -> Tensor { convolve(x, outputPadding) }

  /// The output of this size: that of the spatial dims, or of all dims.
  ///
  /// Stops unless each size lies in (L − 1)s − 2p + d(K − 1) + 1 and s − 1 more.
  public func callAsFunction(_ x: Tensor, outputSize: any IntOrArray) -> Tensor {
    withHooks([x]) {
      (self as? any LazyModule)?.prepare(for: $0[0])
      return [convolve($0[0], outputPadding(for: $0[0], outputSize.ints))]
    }[0]
  }

  private func convolve(_ x: Tensor, _ outputPadding: [Int]) -> Tensor {
    F.convolution(
      kernelSize.count, x, weight, bias, stride: stride, padding: padding.rule, dilation: dilation, groups: groups,
      outputPadding: outputPadding)
  }

  private func outputPadding(for x: Tensor, _ size: [Int]) -> [Int] {
    let n = Self.spatial, layer = "\(Self.self)"
    require(x.ndim == n + 1 || x.ndim == n + 2, layer, "expected an input of \(n + 1) or \(n + 2) dims, got shape \(x.shape)")
    require(size.count == n || size.count == x.ndim, layer, "outputSize must have \(n) or \(x.ndim) numbers, got \(size)")
    guard case .sizes(let padding) = padding.rule else { return outputPadding }
    let least = (0..<n).map { i in
      (x.size(i - n) - 1) * stride[i] - 2 * padding[i] + dilation[i] * (kernelSize[i] - 1) + 1
    }
    let extra = zip(size.suffix(n), least).map { $0 - $1 }
    require(
      zip(extra, stride).allSatisfy { $0 >= 0 && $0 < $1 }, layer,
      "an input of shape \(x.shape) gives sizes from \(least) to \(zip(least, stride).map { $0 + $1 - 1 }), not \(size)")
    return extra
  }
}
