import Martlet
import MartletTestSupport
import Testing

/// Schedules: saving and going on, composition, and what they refuse. Their numbers are replayed by martlet-conformance.
@Suite struct SchedulerTests {
  struct Make: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let scheduler: @Sendable (Optimizer) -> LRScheduler
    init(_ name: String, _ scheduler: @escaping @Sendable (Optimizer) -> LRScheduler) {
      testDescription = name
      self.scheduler = scheduler
    }
  }

  static let all = [
    Make("LambdaLR") { LambdaLR($0) { 1 / Double(1 + $0) } },
    Make("MultiplicativeLR") { MultiplicativeLR($0) { $0 % 3 == 0 ? 0.5 : 1 } },
    Make("StepLR") { StepLR($0, stepSize: 3) },
    Make("MultiStepLR") { MultiStepLR($0, milestones: [2, 7, 7], gamma: 0.5) },
    Make("ConstantLR") { ConstantLR($0, factor: 0.5, totalIters: 7) },
    Make("LinearLR") { LinearLR($0, startFactor: 0.1, totalIters: 8) },
    Make("ExponentialLR") { ExponentialLR($0, gamma: 0.9) },
    Make("PolynomialLR") { PolynomialLR($0, totalIters: 8, power: 2) },
    Make("CosineAnnealingLR") { CosineAnnealingLR($0, tMax: 7, etaMin: 0.01) },
    Make("CosineAnnealingWarmRestarts") { CosineAnnealingWarmRestarts($0, t0: 2, tMult: 2) },
    Make("CyclicLR") { CyclicLR($0, baseLr: 0.01, maxLr: [0.2, 0.4], stepSizeUp: 3, mode: .triangular2) },
    Make("OneCycleLR") { OneCycleLR($0, maxLr: 0.5, totalSteps: 12) },
    Make("ReduceLROnPlateau") { ReduceLROnPlateau($0, patience: 1, cooldown: 1) },
    Make("SequentialLR") {
      SequentialLR($0, schedulers: [LinearLR($0, totalIters: 4), StepLR($0, stepSize: 2), CosineAnnealingLR($0, tMax: 5)], milestones: [4, 7])
    },
    Make("ChainedScheduler") { ChainedScheduler([ConstantLR($0, totalIters: 6), ExponentialLR($0, gamma: 0.9)]) },
    Make("SWALR") { SWALR($0, swaLr: 0.05, annealEpochs: 7) },
  ]

  private func optimizer() -> Optimizer {
    let p = (0..<2).map { _ in Tensor([1.0], requiresGrad: true) }
    return SGD([ParamGroup([p[0]]), ParamGroup([p[1]], lr: 0.02)], lr: 0.1, momentum: 0.9)
  }

  private func step(_ scheduler: LRScheduler, _ t: Int) {
    if let plateau = scheduler as? ReduceLROnPlateau { plateau.step(metrics: [5, 4, 4, 4, 4, 3, 3, 3, 3, 3][t]) } else { scheduler.step() }
  }

  @Test(arguments: all)
  func goesOnBitForBit(_ make: Make) throws {
    let first = optimizer(), scheduler = make.scheduler(first)
    for t in 0..<5 { step(scheduler, t) }

    let second = optimizer(), resumed = make.scheduler(second)
    try resumed.loadStateDict(scheduler.stateDict())
    try second.loadStateDict(first.stateDict())
    #expect(resumed.getLastLR() == scheduler.getLastLR())
    for t in 5..<10 {
      step(scheduler, t)
      step(resumed, t)
      #expect(second.paramGroups.map(\.lr) == first.paramGroups.map(\.lr) && second.paramGroups.map(\.momentum) == first.paramGroups.map(\.momentum))
      #expect(resumed.getLastLR() == first.paramGroups.map(\.lr))
    }
    #expect(resumed.stateDict().description == scheduler.stateDict().description)
  }

  @Test func stateDictsHavePyTorchsNames() throws {
    let names = try StepLR(optimizer(), stepSize: 3).stateDict().entries.map(\.key.description)
    #expect(names == ["step_size", "gamma", "base_lrs", "last_epoch", "_step_count", "_last_lr"])
    let milestones = try MultiStepLR(optimizer(), milestones: [7, 2, 7]).stateDict().entry("milestones").entries
    #expect(milestones.map(\.key) == [.int(2), .int(7)])
    #expect(try milestones.map { try $0.value.int } == [1, 2])
  }

  @Test func goesToAnEpoch() {
    let opt = optimizer(), scheduler = StepLR(opt, stepSize: 2, gamma: 0.5)
    scheduler.step(epoch: 5)  // 0.1 · 0.5^⌊5 / 2⌋
    #expect(scheduler.lastEpoch == 5 && abs(opt.paramGroups[0].lr - 0.025) < 1e-15)
  }

  /// A schedule of the user's own.
  final class Halving: LRScheduler {
    override func getLR() -> [Double] { baseLRs.map { $0 / Double(1 << lastEpoch) } }
  }

  @Test func canBeWrittenByUsers() {
    let opt = optimizer(), scheduler = Halving(opt)
    scheduler.step()
    scheduler.step()
    #expect(opt.paramGroups.map(\.lr) == [0.025, 0.005] && scheduler.lastEpoch == 2)
  }

  @Test func refusesAStateOfAnotherKind() {
    #expect(throws: ValueError.self) { try StepLR(optimizer(), stepSize: 2).loadStateDict(ExponentialLR(optimizer(), gamma: 0.9).stateDict()) }
    let two = ChainedScheduler([StepLR(optimizer(), stepSize: 2)].flatMap { [$0, ExponentialLR($0.optimizer, gamma: 0.5)] })
    #expect(throws: OptimizerStateError.self) { try two.loadStateDict(ChainedScheduler([StepLR(optimizer(), stepSize: 2)]).stateDict()) }
  }

  @Test func oneCycleEnds() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let scheduler = OneCycleLR(SGD([Tensor([1.0], requiresGrad: true)], lr: 0.1, momentum: 0.9), maxLr: 1, totalSteps: 2)
      for _ in 0..<4 { scheduler.step() }
    }
    #expect(result.map { String(decoding: $0.standardErrorContent, as: UTF8.self).contains("OneCycleLR: was stepped 3 times; its cycle has 2 steps") } == true)
  }

  @Test func plateausNeedAMetric() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      ReduceLROnPlateau(SGD([Tensor([1.0], requiresGrad: true)], lr: 0.1)).step()
    }
    #expect(result.map { String(decoding: $0.standardErrorContent, as: UTF8.self).contains("needs a metric") } == true)
  }
}
