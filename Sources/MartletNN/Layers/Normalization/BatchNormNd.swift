import MartletCore

/// What `BatchNorm1d`, `BatchNorm2d` and `BatchNorm3d` share: `(x − mean) / √(var + eps) · weight + bias` for each channel.
///
/// Training takes mean and biased variance from the batch and all positions, and moves the running statistics towards the mean and the
/// unbiased variance; evaluation uses the running ones, or the batch's where there are none. (https://arxiv.org/abs/1502.03167)
open class BatchNormNd: ChannelNorm, Layer {
  /// - Parameters:
  ///   - momentum: how far the running statistics move with a batch; nil: they are the plain mean over all batches.
  ///   - affine: whether there are a weight and, unless `bias` is false, a bias.
  public override init(
    _ numFeatures: Int, eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, trackRunningStats: Bool = true, bias: Bool = true,
    dtype: DType? = nil, device: Device = .cpu
  ) {
    super.init(
      numFeatures, eps: eps, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats, bias: bias, dtype: dtype,
      device: device)
  }

  open func forward(_ x: Tensor) -> Tensor {
    checkDims(x)
    var rate = momentum ?? 0
    if isTraining, let n = numBatchesTracked {
      noGrad { n.add_(1) }
      if momentum == nil { rate = 1 / n.item() }
    }
    return F.batchNorm(
      x, runningMean: runningMean, runningVar: runningVar, weight: weight, bias: bias, training: isTraining || runningMean == nil,
      momentum: rate, eps: eps)
  }
}
