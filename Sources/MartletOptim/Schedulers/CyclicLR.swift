import Foundation
import MartletCore

/// Rates that go up from `baseLr` to `maxLr` in `stepSizeUp` batches and down in `stepSizeDown`, over and over; the momentum the other way.
///
/// `.triangular` keeps the height, `.triangular2` halves it each cycle, `.expRange` multiplies it by `γ` each batch; `scaleFn` replaces these.
/// For steps after each batch. (https://arxiv.org/abs/1506.01186)
public final class CyclicLR: LRScheduler {
  public enum Mode: String, NamedOption {
    case triangular, triangular2
    case expRange = "exp_range"
  }
  /// What `scaleFn` is a function of: the number of the cycle, from 1, or of the batch, from 0.
  public enum ScaleMode: String, NamedOption { case cycle, iterations }

  private var maxLRs: [Double]
  private var totalSize: Double, stepRatio: Double
  private var mode: Mode
  private var gamma: Double
  private let scaleFn: ((Double) -> Double)?
  private var scaleMode: ScaleMode
  private var cycleMomentum: Bool
  private let momentum: CycledMomentum?
  private var baseMomentums: [Double] = [], maxMomentums: [Double] = []

  public init(
    _ optimizer: Optimizer, baseLr: some PerGroup, maxLr: some PerGroup, stepSizeUp: Int = 2000, stepSizeDown: Int? = nil,
    mode: Mode = .triangular, gamma: Double = 1, scaleFn: ((Double) -> Double)? = nil, scaleMode: ScaleMode = .cycle,
    cycleMomentum: Bool = true, baseMomentum: some PerGroup = 0.8, maxMomentum: some PerGroup = 0.9, lastEpoch: Int = -1
  ) {
    let groups = optimizer.paramGroups, op = "CyclicLR"
    let baseLRs = baseLr.values(groups.count, op, "baseLr")
    if lastEpoch == -1 { for (g, lr) in zip(groups, baseLRs) { g.lr = lr } }
    maxLRs = maxLr.values(groups.count, op, "maxLr")
    let up = Double(stepSizeUp), down = Double(stepSizeDown ?? stepSizeUp)
    require(up > 0 && down > 0, op, "stepSizeUp and stepSizeDown must be positive, got \(up) and \(down)")
    totalSize = up + down
    stepRatio = up / (up + down)
    self.mode = mode
    self.gamma = gamma
    self.scaleFn = scaleFn
    self.scaleMode = scaleFn != nil ? scaleMode : mode == .expRange ? .iterations : .cycle
    self.cycleMomentum = cycleMomentum
    momentum = cycleMomentum ? CycledMomentum(optimizer, op) : nil
    if let momentum {
      baseMomentums = baseMomentum.values(groups.count, op, "baseMomentum")
      maxMomentums = maxMomentum.values(groups.count, op, "maxMomentum")
      if lastEpoch == -1 {
        for (g, (base, max)) in zip(groups, zip(baseMomentums, maxMomentums)) { momentum.start(g, base: base, max: max) }
      }
    }
    super.init(optimizer, lastEpoch: lastEpoch)
    self.baseLRs = baseLRs
  }

  private func scale(_ x: Double) -> Double {
    if let scaleFn { return scaleFn(x) }
    switch mode {
    case .triangular: return 1
    case .triangular2: return 1 / pow(2, x - 1)
    case .expRange: return pow(gamma, x)
    }
  }

  public override func getLR() -> [Double] {
    let progress = Double(lastEpoch) / totalSize
    let cycle = floor(1 + progress), x = 1 + progress - cycle
    let height = (x <= stepRatio ? x / stepRatio : (x - 1) / (stepRatio - 1)) * scale(scaleMode == .cycle ? cycle : Double(lastEpoch))
    if let momentum {
      for (g, (base, max)) in zip(optimizer.paramGroups, zip(baseMomentums, maxMomentums)) { momentum.set(max - (max - base) * height, g) }
    }
    return zip(baseLRs, maxLRs).map { $0 + ($1 - $0) * height }
  }

  public override var stateFields: [StateField] {
    let cycle = [
      StateField("max_lrs", self, \.maxLRs), StateField("total_size", self, \.totalSize), StateField("step_ratio", self, \.stepRatio),
      StateField("mode", self, \.mode), StateField("gamma", self, \.gamma), StateField("scale_mode", self, \.scaleMode),
      StateField("cycle_momentum", self, \.cycleMomentum),
    ]
    let momentums = [StateField("base_momentums", self, \.baseMomentums), StateField("max_momentums", self, \.maxMomentums)]
    return cycle + (cycleMomentum ? momentums : []) + super.stateFields
  }

  /// PyTorch keeps a place for the state of a function that is an object.
  public override func stateDict() -> Value {
    .record(stateFields.map { ($0.name, $0.read()) } + [("_scale_fn_custom", Value.none)])
  }
}
