import MartletCore

/// What batch and instance normalisation share: an affine map for each channel, and running statistics.
///
/// Weight and running variance (numFeatures) start at 1, bias and running mean at 0.
open class ChannelNorm: Module {
  @Parameter public var weight: Tensor?
  @Parameter public var bias: Tensor?
  @Buffer public var runningMean: Tensor?
  @Buffer public var runningVar: Tensor?
  @Buffer public var numBatchesTracked: Tensor?
  public private(set) var numFeatures: Int
  public let eps: Double
  /// How far the running statistics move with a batch; nil: they are the plain mean over all batches.
  public internal(set) var momentum: Double?

  /// How many dims an input may have.
  open class var inputDims: ClosedRange<Int> { fail("\(Self.self)", "override inputDims: how many dims an input may have") }

  init(
    _ numFeatures: Int, eps: Double, momentum: Double?, affine: Bool, trackRunningStats: Bool, bias hasBias: Bool, dtype: DType?,
    device: Device
  ) {
    require(numFeatures >= 0, "\(Self.self)", "numFeatures must not be negative, got \(numFeatures)")
    self.numFeatures = numFeatures
    self.eps = eps
    self.momentum = momentum
    weight = affine ? Tensor.ones(numFeatures, dtype: dtype, device: device) : nil
    bias = affine && hasBias ? Tensor.zeros(numFeatures, dtype: dtype, device: device) : nil
    runningMean = trackRunningStats ? Tensor.zeros(numFeatures, dtype: dtype, device: device) : nil
    runningVar = trackRunningStats ? Tensor.ones(numFeatures, dtype: dtype, device: device) : nil
    numBatchesTracked = trackRunningStats ? Tensor(0, dtype: .int64, device: device) : nil
  }

  /// Forgets the running statistics.
  public func resetRunningStats() {
    noGrad {
      runningMean?.zero_()
      runningVar?.fill_(1)
      numBatchesTracked?.zero_()
    }
  }

  func checkDims(_ x: Tensor) {
    let n = Self.inputDims
    require(
      n.contains(x.ndim), "\(Self.self)",
      "expected an input of \(n.map(String.init).joined(separator: " or ")) dims, got shape \(x.shape)")
  }

  /// Which dim of an input holds the channels.
  func channelDim(of x: Tensor) -> Int { 1 }

  open override var extraRepr: String {
    let rate = momentum.map(Python.float) ?? "None", tracks = Python.bool(runningMean != nil)
    return "\(numFeatures), eps=\(Python.float(eps)), momentum=\(rate), affine=\(Python.bool(weight != nil)), "
      + "bias=\(Python.bool(bias != nil)), track_running_stats=\(tracks)"
  }
}

// What the lazy normalisations add: channels of the input that are known late.
extension ChannelNorm {
  public var isInitialized: Bool { numFeatures > 0 }

  public func initialize(inputSize channels: Int) {
    numFeatures = channels
    for t in [weight, bias, runningMean, runningVar] { t?.materialize([channels]) }
    for t in [weight, runningVar].compactMap({ $0 }) { Init.ones_(t) }
    for t in [bias, runningMean].compactMap({ $0 }) { Init.zeros_(t) }
  }

  public func inputSize(of x: Tensor) -> Int {
    checkDims(x)
    return x.size(channelDim(of: x))
  }

  public func inputSize(named: (String) -> Tensor?) -> Int? {
    ["weight", "running_mean"].lazy.compactMap(named).first?.numel
  }
}
