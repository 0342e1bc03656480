import MartletCore

/// Normalises each channel of x (N, C, H, W) over batch and space: `(x − mean) / √(var + eps) · weight + bias`.
///
/// Training takes the batch's statistics and moves the running ones by `momentum` (nil: their plain mean over all batches);
/// evaluation uses the running ones. (https://arxiv.org/abs/1502.03167)
public final class BatchNorm2d: Module, Layer {
  @Parameter public var weight: Tensor?
  @Parameter public var bias: Tensor?
  @Buffer public var runningMean: Tensor?
  @Buffer public var runningVar: Tensor?
  @Buffer public var numBatchesTracked: Tensor?
  private let features: Int
  private let eps: Double
  private let momentum: Double?

  public init(
    _ numFeatures: Int, eps: Double = 1e-5, momentum: Double? = 0.1, affine: Bool = true, trackRunningStats: Bool = true,
    bias hasBias: Bool = true, dtype: DType? = nil, device: Device = .cpu
  ) {
    features = numFeatures
    self.eps = eps
    self.momentum = momentum
    weight = affine ? Tensor.ones(numFeatures, dtype: dtype, device: device) : nil
    bias = affine && hasBias ? Tensor.zeros(numFeatures, dtype: dtype, device: device) : nil
    runningMean = trackRunningStats ? Tensor.zeros(numFeatures, dtype: dtype, device: device) : nil
    runningVar = trackRunningStats ? Tensor.ones(numFeatures, dtype: dtype, device: device) : nil
    numBatchesTracked = trackRunningStats ? Tensor(0, dtype: .int64, device: device) : nil
  }

  public func forward(_ x: Tensor) -> Tensor {
    require(x.ndim == 4, "BatchNorm2d", "expected an input of shape (N, C, H, W), got \(x.shape)")
    var rate = momentum ?? 0
    if isTraining, let n = numBatchesTracked {
      noGrad { n.add_(1) }
      if momentum == nil { rate = 1 / n.item() }
    }
    return F.batchNorm(
      x, runningMean: runningMean, runningVar: runningVar, weight: weight, bias: bias, training: isTraining || runningMean == nil,
      momentum: rate, eps: eps)
  }

  public override var extraRepr: String {
    "\(features), eps=\(Python.float(eps)), momentum=\(momentum.map(Python.float) ?? "None"), affine=\(Python.bool(weight != nil)), bias=\(Python.bool(bias != nil)), track_running_stats=\(Python.bool(runningMean != nil))"
  }
}
