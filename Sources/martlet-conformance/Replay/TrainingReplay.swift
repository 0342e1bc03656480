import Martlet
import MartletFiles

/// Replays short training runs: the loss of each step and the state after the last.
struct TrainingReplay: Replayer {
  private let file: CaseFile
  init(_ file: CaseFile) { self.file = file }

  var count: Int { file.cases.count }
  func id(_ i: Int) -> String { file.cases[i]["id"]?.string ?? "\(i)" }
  func mustRefuse(_ i: Int) -> Bool { false }

  func replay(_ i: Int) throws -> Verdict {
    let json = file.cases[i]
    let pool = TensorPool(file.tensors)
    let module = ModuleLine.build(try ModuleArg(json["model"].orFormatError("model")), pool).module
    guard let model = module as? any Layer else { return .failed("\(module.reprName) is no layer") }
    try model.loadStateDict(StateDict(try (json["state_dict"]?.object ?? []).map { ($0.key, try pool.values($0.value.string ?? "")) }))
    let optimizer = try OptimizerLine.build(
      try (json["optimizer"]?["name"]?.string).orFormatError("optimizer"), json["optimizer"]?["kwargs"], [ParamGroup(model.parameters())], pool)
    let scheduler = try json["scheduler"].map { try SchedulerLine.build($0, optimizer, pool) }
    let x = try pool.values(json["x"]?.string ?? ""), y = try pool.values(json["y"]?.string ?? "")
    guard let loss = losses[json["loss"]?.string ?? ""] else { return .missing }

    let lossTolerance = Tolerance(rtol: json["rtol"]?.double ?? 0, atol: json["loss_atol"]?.double ?? 0)
    let expected = (json["losses"]?.array ?? []).compactMap(\.double)
    for (step, batch) in (json["batches"]?.array ?? []).enumerated() {
      let rows = Tensor((batch.array ?? []).compactMap(\.int))
      optimizer.zeroGrad()
      let value = loss(model(x[rows]), y[rows])
      value.backward()
      if let limit = json["clip_grad_norm"]?.double { clipGradNorm_(model.parameters(), maxNorm: limit) }
      optimizer.step()
      scheduler?.step()
      if !lossTolerance.accepts(value.item(), expected[step]) {
        return .failed("loss of step \(step) is \(value.item()), expected \(expected[step])")
      }
    }
    let tolerance = Tolerance(rtol: json["rtol"]?.double ?? 0, atol: json["atol"]?.double ?? 0)
    let state = model.stateDict()
    for (name, key) in json["state_dict_after"]?.object ?? [] {
      guard let actual = state[name] else { return .failed("the state has no \(name)") }
      if let reason = difference(actual, try pool.values(key.string ?? ""), tolerance) { return .failed("\(name): \(reason)") }
    }
    return .passed
  }
}

private let losses: [String: @Sendable (Tensor, Tensor) -> Tensor] = [
  "cross_entropy": { F.crossEntropy($0, $1) },
  "mse_loss": { F.mseLoss($0, $1) },
  "binary_cross_entropy_with_logits": { F.binaryCrossEntropyWithLogits($0, $1) },
]
