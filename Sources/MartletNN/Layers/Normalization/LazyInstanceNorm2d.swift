import MartletCore

/// An `InstanceNorm2d` whose `numFeatures` are the channels of its first input, or of the state that is loaded into it.
/// (https://pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm2d.html)
///
/// As in PyTorch, it has parameters and running statistics unless told otherwise, which the layer that it becomes has not.
public final class LazyInstanceNorm2d: InstanceNorm2d, LazyModule {
  public init(
    eps: Double = 1e-5, momentum: Double = 0.1, affine: Bool = true, trackRunningStats: Bool = true, bias: Bool = true,
    dtype: DType? = nil, device: Device = .cpu
  ) {
    super.init(
      0, eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype, device: device)
  }

  public override func forward(_ x: Tensor) -> Tensor {
    prepare(for: x)
    return super.forward(x)
  }
}
