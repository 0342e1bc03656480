import MartletCore

/// What `InstanceNorm1d`, `InstanceNorm2d` and `InstanceNorm3d` share: `(x − mean) / √(var + eps) · weight + bias` for each channel of each
/// sample.
///
/// Mean and biased variance are those of the sample's own channel; with `trackRunningStats`, evaluation uses the running ones.
/// (https://arxiv.org/abs/1607.08022)
open class InstanceNormNd: ChannelNorm, Layer {
  public init(
    _ numFeatures: Int, eps: Double = 1e-5, momentum: Double = 0.1, affine: Bool = false, trackRunningStats: Bool = false, bias: Bool = true,
    dtype: DType? = nil, device: Device = .cpu
  ) {
    super.init(
      numFeatures, eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype,
      device: device)
  }

  override func channelDim(of x: Tensor) -> Int { x.ndim == Self.inputDims.lowerBound ? 0 : 1 }

  open func forward(_ x: Tensor) -> Tensor {
    checkDims(x)
    let dim = channelDim(of: x)
    // Without parameters the layer does not depend on the number of channels.
    require(
      weight == nil || x.size(dim) == numFeatures, "\(Self.self)",
      "expected \(numFeatures) channels in dim \(dim), got an input of shape \(x.shape)")
    return dim == 0 ? normalize(x.unsqueeze(0)).squeeze(0) : normalize(x)
  }

  private func normalize(_ x: Tensor) -> Tensor {
    F.instanceNorm(
      x, runningMean: runningMean, runningVar: runningVar, weight: weight, bias: bias, useInputStats: isTraining || runningMean == nil,
      momentum: momentum ?? 0, eps: eps)
  }
}
