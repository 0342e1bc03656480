import MartletCore

/// Multiplies the rates by `factor` when a metric has not improved for more than `patience` epochs: `step(metrics: loss)`.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html)
public final class ReduceLROnPlateau: LRScheduler {
  /// Whether a smaller or a larger metric is better.
  public enum Mode: String, NamedOption { case min, max }
  /// Whether `threshold` is a part of the best metric or a difference from it.
  public enum ThresholdMode: String, NamedOption { case rel, abs }

  private var mode: Mode
  private var factor: Double
  private var patience: Int
  private var threshold: Double
  private var thresholdMode: ThresholdMode
  private var cooldown: Int
  private var minLRs: [Double]
  private var eps: Double
  private var best: Double
  private var cooldownCounter = 0
  private var badEpochs = 0

  /// - Parameters:
  ///   - threshold: how much better than the best a metric has to be to count.
  ///   - cooldown: epochs after a reduction in which none is bad.
  ///   - minLr: where reductions end, for all groups or each.
  ///   - eps: reductions smaller than this are left out.
  public init(
    _ optimizer: Optimizer, mode: Mode = .min, factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4,
    thresholdMode: ThresholdMode = .rel, cooldown: Int = 0, minLr: some PerGroup = 0.0, eps: Double = 1e-8
  ) {
    require(factor < 1, "ReduceLROnPlateau", "factor must be below 1, got \(factor)")
    self.mode = mode
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.thresholdMode = thresholdMode
    self.cooldown = cooldown
    minLRs = minLr.values(optimizer.paramGroups.count, "ReduceLROnPlateau", "minLr")
    self.eps = eps
    best = mode == .min ? .infinity : -.infinity
    super.init(composing: optimizer, lastEpoch: 0)
  }

  public override func step() { fail("ReduceLROnPlateau", "needs a metric to go by: step(metrics: loss)") }

  /// Takes the metric of an epoch.
  public func step(metrics: Double) {
    lastEpoch += 1
    if improves(metrics) {
      best = metrics
      badEpochs = 0
    } else {
      badEpochs += 1
    }
    if cooldownCounter > 0 {
      cooldownCounter -= 1
      badEpochs = 0
    }
    if badEpochs > patience {
      reduce()
      cooldownCounter = cooldown
      badEpochs = 0
    }
    lastLR = groupLRs
  }

  /// The same for a loss.
  public func step(metrics: Tensor) { step(metrics: metrics.item()) }

  private func improves(_ metric: Double) -> Bool {
    switch (mode, thresholdMode) {
    case (.min, .rel): metric < best * (1 - threshold)
    case (.min, .abs): metric < best - threshold
    case (.max, .rel): metric > best * (1 + threshold)
    case (.max, .abs): metric > best + threshold
    }
  }

  private func reduce() {
    let groups = optimizer.paramGroups
    require(minLRs.count == groups.count, "ReduceLROnPlateau", "has \(minLRs.count) least rates for \(groups.count) groups")
    for (g, least) in zip(groups, minLRs) {
      let reduced = Swift.max(g.lr * factor, least)
      if g.lr - reduced > eps { g.lr = reduced }
    }
  }

  public override var stateFields: [StateField] {
    [
      StateField("factor", self, \.factor), StateField("min_lrs", self, \.minLRs), StateField("patience", self, \.patience),
      StateField("cooldown", self, \.cooldown), StateField("eps", self, \.eps), StateField("last_epoch", self, \.lastEpoch),
      StateField("_last_lr", self, \.lastLR), StateField("mode", self, \.mode), StateField("threshold", self, \.threshold),
      StateField("threshold_mode", self, \.thresholdMode), StateField("best", self, \.best),
      StateField("cooldown_counter", self, \.cooldownCounter), StateField("num_bad_epochs", self, \.badEpochs),
    ]
  }
}
