import Foundation

/// One file of cases with the tensors beside it.
struct CaseFile {
  /// Everything before the cases: the op's name, its tier and so on.
  let head: JSON
  let cases: [JSON]
  /// Calls that must be refused.
  let errors: [JSON]
  let tensors: SafeTensors

  init(_ folder: URL, _ name: String) throws {
    let url = folder.appendingPathComponent(name + ".json")
    head = try JSON.parse(try Data(contentsOf: url, options: .alwaysMapped))
    cases = try (head["cases"]?.array).orFormatError("cases")
    errors = head["errors"]?.array ?? []
    let beside = folder.appendingPathComponent(name + ".safetensors")
    tensors = FileManager.default.fileExists(atPath: beside.path) ? try SafeTensors(beside) : SafeTensors()
  }
}
