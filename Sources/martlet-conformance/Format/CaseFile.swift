import Foundation
import Martlet
import MartletFiles

/// One file of cases with the tensors beside it.
struct CaseFile {
  let folder: URL
  /// Everything before the cases: the op's name, its tier and so on.
  let head: JSON
  let cases: [JSON]
  /// Calls that must be refused.
  let errors: [JSON]
  let tensors: SafeTensorsFile?

  init(_ folder: URL, _ name: String) throws {
    self.folder = folder
    let url = folder.appendingPathComponent(name + ".json")
    head = try JSON.parse(try Data(contentsOf: url, options: .alwaysMapped))
    cases = try (head["cases"]?.array).orFormatError("cases")
    errors = head["errors"]?.array ?? []
    let beside = folder.appendingPathComponent(name + ".safetensors")
    tensors = FileManager.default.fileExists(atPath: beside.path) ? try SafeTensorsFile(beside.path) : nil
  }
}
