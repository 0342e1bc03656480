import Martlet
import MartletFiles

/// What a case records: results, which of them are views, and gradients.
struct Expected {
  let outputs: [Output]
  private let modes: [CompareMode]
  private let tolerance: Tolerance
  private let views: [JSON]?
  private let cotangents: [Tensor?]?
  private let gradients: [(input: String, gradient: Tensor?)]
  private let gradientTolerance: Tolerance

  init(_ json: JSON, _ pool: TensorPool, gradients field: String = "grads") throws {
    outputs = try (json["outputs"]?.array).orFormatError("outputs").map { json in
      if let key = json.string { .tensor(try pool.values(key)) } else { .value(try Arg(json)) }
    }
    modes = (json["compare"]?.array ?? []).map { $0.string.flatMap(CompareMode.init) ?? .close }
    views = json["views"]?.array
    tolerance = Tolerance(rtol: json["rtol"]?.double ?? 0, atol: json["atol"]?.double ?? 0)
    cotangents = try json["cotangents"]?.array.map { try $0.map { try $0.string.map(pool.values) } }
    gradients = try (json[field]?.object ?? []).map { ($0.key, try $0.value.string.map(pool.values)) }
    gradientTolerance = Tolerance(rtol: json["grad_rtol"]?.double ?? 0, atol: json["grad_atol"]?.double ?? 0)
  }

  /// Says how `actual` differs; nil when it does not. Runs backward when the case records gradients.
  func difference(_ actual: [Output], inputs: [String: Tensor], checksViews: Bool = true) throws -> String? {
    if actual.count != outputs.count { return "\(actual.count) outputs, expected \(outputs.count)" }
    for (i, (a, e)) in zip(actual, outputs).enumerated() {
      let mode = i < modes.count ? modes[i] : .close
      let reason: String? =
        switch (a, e) {
        case (.tensor(let a), .tensor(let e)): martlet_conformance.difference(a, e, tolerance, mode)
        case (.value(let a), .value(let e)): martlet_conformance.difference(a, e, tolerance)
        default: "a tensor and a plain value"
        }
      if let reason { return actual.count == 1 ? reason : "output \(i): \(reason)" }
    }
    if checksViews, let reason = viewDifference(actual, inputs) { return reason }
    return try gradientDifference(actual, inputs)
  }

  /// Which outputs look at the memory of which inputs is part of an op's meaning: writing to one shows in the other.
  private func viewDifference(_ actual: [Output], _ inputs: [String: Tensor]) -> String? {
    for (i, output) in actual.enumerated() {
      guard case .tensor(let y) = output, y.numel > 0 else { continue }
      let shared = inputs.filter { $0.value.storage() === y.storage() }.map(\.key)
      let expected = views.flatMap { i < $0.count ? $0[i].string : nil }
      if let expected, !shared.contains(expected) { return "output \(i) does not share storage with its input" }
      if expected == nil, !shared.isEmpty { return "output \(i) shares storage with an input" }
    }
    return nil
  }

  private func gradientDifference(_ actual: [Output], _ inputs: [String: Tensor]) throws -> String? {
    guard let cotangents else { return nil }
    var roots: [(output: Tensor, cotangent: Tensor)] = []
    for (output, cotangent) in zip(actual, cotangents) {
      if case .tensor(let y) = output, let cotangent, y.requiresGrad { roots.append((y, cotangent)) }
    }
    for (k, root) in roots.enumerated() {
      root.output.backward(gradient: root.cotangent, retainGraph: k < roots.count - 1)
    }
    for (key, expected) in gradients {
      guard let x = inputs[key] else { return "the input \(key) was not used" }
      let actual = x.grad ?? Tensor.zerosLike(x)
      if let reason = martlet_conformance.difference(actual, expected ?? Tensor.zerosLike(x), gradientTolerance) {
        return "gradient of \(key): \(reason)"
      }
    }
    return nil
  }
}
