import Martlet
import MartletFiles

/// Replays gradient clipping: the gradients after it, and the norm that they had.
struct ClipReplay: Replayer {
  private let file: CaseFile
  init(_ file: CaseFile) { self.file = file }

  var count: Int { file.cases.count }
  func id(_ i: Int) -> String { file.cases[i]["id"]?.string ?? "\(i)" }
  func mustRefuse(_ i: Int) -> Bool { false }

  func replay(_ i: Int) throws -> Verdict {
    let json = file.cases[i], options = json["kwargs"]
    let pool = TensorPool(file.tensors)
    func tensors(_ field: String) throws -> [Tensor] {
      try (json[field]?.array).orFormatError(field).map { try pool.values($0.string ?? "") }
    }
    let expected = try tensors("expected")
    let params = try tensors("grads").map { g in
      let p = Tensor.zerosLike(g).requiresGrad_()
      p.grad = g
      return p
    }
    let tolerance = Tolerance(rtol: json["rtol"]?.double ?? 0, atol: json["atol"]?.double ?? 0)
    switch json["function"]?.string {
    case "clip_grad_norm_":
      let limit = try (options?["max_norm"]?.double).orFormatError("max_norm")
      let norm = clipGradNorm_(params, maxNorm: limit, normType: options?["norm_type"]?.double ?? 2).item()
      let recorded = try (json["total_norm"]?.double).orFormatError("total_norm")
      if !tolerance.accepts(norm, recorded) { return .failed("the norm is \(norm), expected \(recorded)") }
    case "clip_grad_value_":
      clipGradValue_(params, clipValue: try (options?["clip_value"]?.double).orFormatError("clip_value"))
    default: return .missing
    }
    for (k, (p, e)) in zip(params, expected).enumerated() {
      if let reason = difference(p.grad!, e, tolerance) { return .failed("gradient \(k): \(reason)") }
    }
    return .passed
  }
}
