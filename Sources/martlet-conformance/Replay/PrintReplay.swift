import Martlet
import MartletFiles

/// Compares printed text, of tensors or of modules, character by character.
struct PrintReplay: Replayer {
  private let file: CaseFile
  init(_ file: CaseFile) { self.file = file }

  var count: Int { file.cases.count }
  func id(_ i: Int) -> String { file.cases[i]["id"]?.string ?? "\(i)" }
  func mustRefuse(_ i: Int) -> Bool { false }

  func replay(_ i: Int) throws -> Verdict {
    let json = file.cases[i]
    let text = json["module"] != nil ? try moduleText(json) : try tensorText(json)
    let expected = try (json["expected"]?.string).orFormatError("expected")
    return text == expected ? .passed : .failed("printed \(text.debugDescription), expected \(expected.debugDescription)")
  }

  private func moduleText(_ json: JSON) throws -> String {
    ModuleLine.build(try ModuleArg(json), TensorPool(file.tensors)).module.description
  }

  private func tensorText(_ json: JSON) throws -> String {
    guard case .tensor(let arg) = try Arg(json["x"].orFormatError("x")) else { throw FormatError("x is no tensor") }
    let expression = try (json["expr"]?.string).orFormatError("expr")
    guard let run = expressions[expression] else { Worker.give(.missing) }
    let x = try TensorPool(file.tensors).input(arg)
    defer { resetPrintOptions() }
    if let options = json["print_options"] {
      let profiles: [String: PrintProfile] = ["default": .default, "short": .short, "full": .full]
      setPrintOptions(
        precision: options["precision"]?.int, threshold: options["threshold"]?.int, edgeItems: options["edgeitems"]?.int,
        lineWidth: options["linewidth"]?.int, profile: try options["profile"].map { p in try profiles[p.string ?? ""].orFormatError("profile") },
        sciMode: options["sci_mode"]?.bool)
    }
    return run(x).description
  }
}
