import Martlet
import MartletFiles

/// Replays a module: its state's names, order and shapes, forward, gradients, and buffers after forward.
struct ModuleReplay: Replayer {
  private let file: CaseFile
  init(_ file: CaseFile) { self.file = file }

  var count: Int { file.cases.count }
  func id(_ i: Int) -> String { file.cases[i]["id"]?.string ?? "\(i)" }
  func mustRefuse(_ i: Int) -> Bool { false }

  func replay(_ i: Int) throws -> Verdict {
    let json = file.cases[i]
    let pool = TensorPool(file.tensors)
    let (line, module) = ModuleLine.build(try ModuleArg(json), pool)
    if let reason = try stateDifference(module, json, pool) { return .failed(reason) }
    module.train(json["training"]?.bool ?? true)

    let name = json["method"]?.string ?? "forward"
    guard let method = line.methods[name] else { return .failed("the registry knows no method '\(name)' of this module") }
    guard let call = Call(method.signature, try Arguments(json["forward"].orFormatError("forward")), pool) else {
      return .failed("the registry's \(name) lacks a parameter of the call")
    }
    call.packing = try json["pack"].map(Packing.init)
    let outputs = method.run(module, call).outputs
    if !call.unread.isEmpty { return .failed("\(name) has no parameter \(call.unread.joined(separator: ", "))") }
    let expected = try Expected(json, pool, gradients: "input_grads")
    if let reason = try expected.difference(outputs, inputs: pool.inputs, checksViews: false) { return .failed(reason) }
    if let reason = try effectsDifference(module, json, pool) { return .failed(reason) }
    return .passed
  }

  /// Loads the recorded state strictly and compares names and their order.
  private func stateDifference(_ module: Module, _ json: JSON, _ pool: TensorPool) throws -> String? {
    let recorded = try (json["state_dict"]?.object ?? []).map { ($0.key, try pool.values($0.value.string ?? "")) }
    do {
      try module.loadStateDict(StateDict(recorded))
    } catch {
      return "\(error)"
    }
    let names = module.stateDict().names, expected = recorded.map(\.0)
    if names != expected { return "state is ordered \(names), expected \(expected)" }
    let parameters = Set(module.namedParameters().map(\.name)), expectedParameters = Set(json["parameters"]?.array?.compactMap(\.string) ?? [])
    return parameters == expectedParameters ? nil : "parameters \(parameters.sorted()), expected \(expectedParameters.sorted())"
  }

  /// What forward and backward left in the module.
  private func effectsDifference(_ module: Module, _ json: JSON, _ pool: TensorPool) throws -> String? {
    let gradientTolerance = Tolerance(rtol: json["grad_rtol"]?.double ?? 0, atol: json["grad_atol"]?.double ?? 0)
    for (name, parameter) in module.namedParameters() {
      guard let entry = json["param_grads"]?[name] else { continue }
      let expected = try entry.string.map(pool.values) ?? Tensor.zerosLike(parameter)
      if let reason = difference(parameter.grad ?? Tensor.zerosLike(parameter), expected, gradientTolerance) {
        return "gradient of \(name): \(reason)"
      }
    }
    let tolerance = Tolerance(rtol: json["rtol"]?.double ?? 0, atol: json["atol"]?.double ?? 0)
    let state = module.stateDict()
    for (name, key) in json["state_dict_after"]?.object ?? [] {
      guard let actual = state[name] else { return "the state has no \(name)" }
      if let reason = difference(actual, try pool.values(key.string ?? ""), tolerance) { return "\(name) after forward: \(reason)" }
    }
    return nil
  }
}
