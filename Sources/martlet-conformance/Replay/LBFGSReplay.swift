import Martlet
import MartletFiles

/// Replays LBFGS on functions that are evaluated again and again: the losses and the parameters after each step.
struct LBFGSReplay: Replayer {
  private let file: CaseFile
  init(_ file: CaseFile) { self.file = file }

  var count: Int { file.cases.count }
  func id(_ i: Int) -> String { file.cases[i]["id"]?.string ?? "\(i)" }
  func mustRefuse(_ i: Int) -> Bool { false }

  func replay(_ i: Int) throws -> Verdict {
    let json = file.cases[i]
    let pool = TensorPool(file.tensors)
    func value(_ json: JSON?, _ field: String) throws -> Tensor { try pool.values(try (json?.string).orFormatError(field)) }
    let x = try value(json["params"]?.array?.first, "params").requiresGrad_()
    let expected = try value(json["expected"]?.array?.first, "expected"), losses = try value(json["losses"], "losses")
    let objective = try function(try json["closure"].orFormatError("closure"), pool)
    let optimizer = try OptimizerLine.build("LBFGS", json["defaults"], [ParamGroup([x])], pool)
    let tolerance = Tolerance(rtol: json["rtol"]?.double ?? 0, atol: json["atol"]?.double ?? 0)

    for step in 0..<(json["steps"]?.int ?? 0) {
      let loss = optimizer.step {
        optimizer.zeroGrad()
        let loss = objective(x)
        loss.backward()
        return loss
      }
      if !tolerance.accepts(loss.item(), losses[step].item()) {
        return .failed("the loss of step \(step) is \(loss.item()), expected \(losses[step].item())")
      }
      if let reason = difference(x.detach(), expected[step], tolerance) { return .failed("after step \(step): \(reason)") }
    }
    return .passed
  }

  private func function(_ json: JSON, _ pool: TensorPool) throws -> (Tensor) -> Tensor {
    switch json["kind"]?.string {
    case "quadratic":
      let a = try pool.values(json["A"]?.string ?? ""), b = try pool.values(json["b"]?.string ?? "")
      return { x in 0.5 * x.dot(a.mv(x)) - b.dot(x) }
    case "rosenbrock":
      return { x in
        let head = x[..<(-1)], tail = x[1...]
        let valley = tail - head * head, slope = 1 - head
        return (100 * valley * valley + slope * slope).sum()
      }
    case let kind: throw FormatError("there is no function of the kind \(kind ?? "null")")
    }
  }
}
