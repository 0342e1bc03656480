import Martlet
import MartletFiles

/// Replays an optimiser's trajectory: the parameters after each step, and its state at the end.
struct OptimizerReplay: Replayer {
  private let file: CaseFile
  init(_ file: CaseFile) { self.file = file }

  var count: Int { file.cases.count }
  func id(_ i: Int) -> String { file.cases[i]["id"]?.string ?? "\(i)" }
  func mustRefuse(_ i: Int) -> Bool { false }

  func replay(_ i: Int) throws -> Verdict {
    let json = file.cases[i]
    let pool = TensorPool(file.tensors)
    func tensors(_ field: String) throws -> [Tensor] {
      try (json[field]?.array).orFormatError(field).map { try pool.values($0.string ?? "") }
    }
    let params = try tensors("params").map { $0.requiresGrad_() }
    let grads = try tensors("grads"), expected = try tensors("expected")
    let groups = try (json["groups"]?.array).orFormatError("groups").map { group in
      try OptimizerLine.group((group["params"]?.array ?? []).compactMap(\.int).map { params[$0] }, group["options"])
    }
    let optimizer = try OptimizerLine.build(try (json["optimizer"]?.string).orFormatError("optimizer"), json["defaults"], groups, pool)
    let absent = Set((json["no_grad_at"]?.array ?? []).map { ($0.array ?? []).compactMap(\.int) })
    let tolerance = Tolerance(rtol: json["rtol"]?.double ?? 0, atol: json["atol"]?.double ?? 0)

    for step in 0..<(json["steps"]?.int ?? 0) {
      for (k, p) in params.enumerated() { p.grad = absent.contains([step, k]) ? nil : grads[k][step].clone() }
      optimizer.step()
      for (k, p) in params.enumerated() {
        if let reason = difference(p.detach(), expected[k][step], tolerance) { return .failed("parameter \(k) after step \(step): \(reason)") }
      }
    }
    return try stateDifference(optimizer, params, json, pool).map { .failed($0) } ?? .passed
  }

  private func stateDifference(_ optimizer: Optimizer, _ params: [Tensor], _ json: JSON, _ pool: TensorPool) throws -> String? {
    let tolerance = Tolerance(rtol: json["state_rtol"]?.double ?? 0, atol: json["state_atol"]?.double ?? 0)
    for (index, entries) in json["state_after"]?.object ?? [] {
      let k = try Int(index).orFormatError("state_after")
      let state = optimizer.state(of: params[k])
      for (name, entry) in entries.object ?? [] {
        guard let expected = try entry.string.map(pool.values) else { throw FormatError("the state '\(name)' is no tensor") }
        guard let actual = try state[name]?.tensor else { return "the state of parameter \(k) has no \(name)" }
        if let reason = difference(actual, expected, tolerance) { return "state \(name) of parameter \(k): \(reason)" }
      }
    }
    return nil
  }
}
