import MartletCore

/// A copy of a model whose parameters are averages over those that the model had: stochastic weight averaging, or exponential moving averages.
///
/// ```swift
/// let averaged = AveragedModel(net, multiAvgFn: getEmaMultiAvgFn(decay: 0.99))
/// for (x, y) in loader { …; opt.step(); averaged.updateParameters(net) }
/// ```
/// Without a function every update has the same weight. Batch norms want `updateBN` afterwards, or `useBuffers`.
/// (https://pytorch.org/docs/stable/optim.html#weight-averaging-swa-and-ema; https://arxiv.org/abs/1803.05407)
public final class AveragedModel<M: Module>: Module {
  /// The averaged copy.
  public let module: M
  /// How many updates there were.
  @Buffer("n_averaged") public var nAveraged = Tensor(0)
  private let average: ([Tensor], [Tensor], Int) -> Void
  private let useBuffers: Bool

  /// - Parameters:
  ///   - device: where the averages are kept; the model's own devices unless given.
  ///   - avgFn: the new average from the old one, the model's parameter and the number of updates before.
  ///   - multiAvgFn: the same for all parameters at once, in place.
  ///   - useBuffers: whether buffers are averaged too; they are copied otherwise.
  public init(
    _ model: M, device: Device? = nil, avgFn: ((Tensor, Tensor, Int) -> Tensor)? = nil,
    multiAvgFn: (([Tensor], [Tensor], Int) -> Void)? = nil, useBuffers: Bool = false
  ) {
    require(avgFn == nil || multiAvgFn == nil, "AveragedModel", "takes avgFn or multiAvgFn, not both")
    module = model.deepCopy()
    if let device { module.to(device) }
    if let avgFn {
      average = { averages, current, count in
        for (a, c) in zip(averages, current) { a.copy_(avgFn(a, c, count)) }
      }
    } else {
      average = multiAvgFn ?? getSwaMultiAvgFn()
    }
    self.useBuffers = useBuffers
    super.init()
    if let device { nAveraged = nAveraged.to(device) }
  }

  /// Takes the model's parameters as they are now into the average.
  public func updateParameters(_ model: M) {
    noGrad {
      let own = module.parameters() + (useBuffers ? module.buffers() : [])
      let given = model.parameters() + (useBuffers ? model.buffers() : [])
      require(own.count == given.count, "AveragedModel", "averages \(own.count) tensors, the model has \(given.count)")
      let averages = own.map { $0.detach() }, current = zip(own, given).map { $1.detach().to($0.device) }
      let count = nAveraged.item(as: Int.self)
      if count == 0 {
        for (a, c) in zip(averages, current) { a.copy_(c) }
      } else {
        average(averages, current, count)
      }
      if !useBuffers { for (b, c) in zip(module.buffers(), model.buffers()) { b.copy_(c) } }
      nAveraged.add_(1)
    }
  }
}

extension AveragedModel: Layer where M: Layer {
  public func forward(_ x: Tensor) -> Tensor { module(x) }
}

/// `a ← decay · a + (1 − decay) · p`, for `AveragedModel`'s `multiAvgFn`.
public func getEmaMultiAvgFn(decay: Double = 0.999) -> ([Tensor], [Tensor], Int) -> Void {
  require((0...1).contains(decay), "getEmaMultiAvgFn", "decay must lie in 0...1, got \(decay)")
  return { averages, current, _ in mix(averages, current, 1 - decay) }
}

/// The plain mean of all updates, for `AveragedModel`'s `multiAvgFn`.
public func getSwaMultiAvgFn() -> ([Tensor], [Tensor], Int) -> Void {
  { averages, current, count in mix(averages, current, 1 / Double(count + 1)) }
}

/// `decay · a + (1 − decay) · p`, for `AveragedModel`'s `avgFn`.
public func getEmaAvgFn(decay: Double = 0.999) -> (Tensor, Tensor, Int) -> Tensor {
  require((0...1).contains(decay), "getEmaAvgFn", "decay must lie in 0...1, got \(decay)")
  return { average, current, _ in average * decay + current * (1 - decay) }
}

/// `a + (p − a) / (n + 1)`, for `AveragedModel`'s `avgFn`.
public func getSwaAvgFn() -> (Tensor, Tensor, Int) -> Tensor {
  { average, current, count in average + (current - average) / Double(count + 1) }
}

/// Moves averages towards the current values. Counters, which are integers, are rounded down as PyTorch does.
private func mix(_ averages: [Tensor], _ current: [Tensor], _ weight: Double) {
  for (a, c) in zip(averages, current) {
    if a.dtype.isFloatingPoint { a.lerp_(c, weight) } else { a.copy_(a * (1 - weight) + c * weight) }
  }
}
