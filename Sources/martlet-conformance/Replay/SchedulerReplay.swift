import Martlet
import MartletFiles

/// Replays schedules: the learning rates, and momentums where they move too, before the first step and after each.
struct SchedulerReplay: Replayer {
  private let file: CaseFile
  init(_ file: CaseFile) { self.file = file }

  var count: Int { file.cases.count }
  func id(_ i: Int) -> String { file.cases[i]["id"]?.string ?? "\(i)" }
  func mustRefuse(_ i: Int) -> Bool { false }

  func replay(_ i: Int) throws -> Verdict {
    let json = file.cases[i]
    let pool = TensorPool(file.tensors)
    let groups = (json["lrs"]?.array ?? []).map { ParamGroup([Tensor.zeros(1, requiresGrad: true)], lr: $0.double) }
    let optimizer = try OptimizerLine.build(
      try (json["optimizer"]?["name"]?.string).orFormatError("optimizer"), json["optimizer"]?["kwargs"], groups, pool)
    let scheduler = try SchedulerLine.build(try json["spec"].orFormatError("spec"), optimizer, pool)
    let tolerance = Tolerance(rtol: json["rtol"]?.double ?? 0, atol: json["atol"]?.double ?? 0)
    let rates = rows(json["expected_lr"]), momentums = rows(json["expected_momentum"])

    for step in rates.indices {
      if step > 0 { advance(scheduler, json, step - 1) }
      let actual = optimizer.paramGroups.map(\.lr)
      if let reason = rowDifference(actual, rates[step], tolerance) { return .failed("rates after \(step) steps: \(reason)") }
      if scheduler.getLastLR() != actual { return .failed("getLastLR gives \(scheduler.getLastLR()) after \(step) steps, the groups have \(actual)") }
      if !momentums.isEmpty {
        let actual = optimizer.paramGroups.map { $0["betas"] == nil ? $0.momentum : $0.betas.0 }
        if let reason = rowDifference(actual, momentums[step], tolerance) { return .failed("momentums after \(step) steps: \(reason)") }
      }
    }
    return .passed
  }

  private func advance(_ scheduler: LRScheduler, _ json: JSON, _ step: Int) {
    if let plateau = scheduler as? ReduceLROnPlateau, let metric = json["metrics"]?.array?[step].double {
      plateau.step(metrics: metric)
    } else if let epoch = json["epochs"]?.array?[step].double {
      if let restarts = scheduler as? CosineAnnealingWarmRestarts { restarts.step(epoch: epoch) } else { scheduler.step(epoch: Int(epoch)) }
    } else {
      scheduler.step()
    }
  }

  private func rows(_ json: JSON?) -> [[Double]] { (json?.array ?? []).map { ($0.array ?? []).compactMap(\.double) } }

  private func rowDifference(_ actual: [Double], _ expected: [Double], _ tolerance: Tolerance) -> String? {
    let agrees = actual.count == expected.count && zip(actual, expected).allSatisfy(tolerance.accepts)
    return agrees ? nil : "\(actual), expected \(expected)"
  }
}
