import Martlet
import MartletFiles

/// Replays the cases of one op: results, dtypes, shapes, shared storage, gradients, the in-place form, and refusals.
struct OpReplay: Replayer {
  private let file: CaseFile
  private let op: Op?

  init(_ file: CaseFile, name: String, _ registry: [String: Op]) {
    self.file = file
    // A variant has its own line where it is called in its own way, else that of the op.
    op = registry[name] ?? file.head["op"]?.string.flatMap { registry[$0] }
  }

  var count: Int { file.cases.count + file.errors.count }
  func mustRefuse(_ i: Int) -> Bool { i >= file.cases.count }
  func id(_ i: Int) -> String { json(i)["id"]?.string ?? "\(i)" }

  private func json(_ i: Int) -> JSON { mustRefuse(i) ? file.errors[i - file.cases.count] : file.cases[i] }

  func replay(_ i: Int) throws -> Verdict {
    guard let op else { return .missing }
    let json = json(i)
    let pool = TensorPool(file.tensors)
    guard let call = Call(op.signature, try Arguments(json), pool) else {
      return .failed("the registry's line \(op.signature.name)(\(op.signature.parameters.joined(separator: ", "))) lacks a parameter of the call")
    }
    let outputs = op.run(call).outputs
    if !call.unread.isEmpty { return .failed("Martlet's form has no parameter \(call.unread.joined(separator: ", "))") }
    if mustRefuse(i) { return .failed("not refused: \(json["error"]?.string ?? ""): \(json["message_regex"]?.string ?? "")") }

    let expected = try Expected(json, pool)
    if let reason = try expected.difference(outputs, inputs: pool.inputs) { return .failed(reason) }
    if let reason = try inPlaceDifference(op, json, expected) { return .failed("in place: \(reason)") }
    return .passed
  }

  /// Runs the in-place form on a copy of the first argument, with gradients through the copy.
  private func inPlaceDifference(_ op: Op, _ json: JSON, _ expected: Expected) throws -> String? {
    guard let method = file.head["inplace"]?.string else { return nil }
    let arguments = try Arguments(json)
    guard case .tensor(let first)? = arguments.positional.first, expected.outputs.count == 1,
      case .tensor(let result) = expected.outputs[0]
    else { return nil }
    let pool = TensorPool(file.tensors)
    let x = try pool.input(first)
    guard result.shape == x.shape, result.dtype == x.dtype else { return nil }
    guard let inPlace = op.inPlace else { return "\(method) is missing" }
    guard let call = Call(op.signature, arguments, pool) else { return nil }
    let copy = x.clone()
    call.replacedFirst = copy
    let returned = inPlace(call)
    if returned !== copy { return "\(method) does not return its receiver" }
    return try expected.difference([.tensor(copy)], inputs: pool.inputs, checksViews: false)
  }
}
