import Foundation
import MartletFiles

/// A folder of case files with its INDEX.json.
struct Suite {
  struct File {
    let name: String
    let tier: Int
    let caseCount: Int
  }

  let name: String
  let folder: URL
  let files: [File]

  init(_ folder: URL) throws {
    let index = try JSON.parse(try Data(contentsOf: folder.appendingPathComponent("INDEX.json")))
    self.folder = folder
    name = index["suite"]?.string ?? folder.lastPathComponent
    files = try (index["files"]?.array).orFormatError("files").map { row in
      File(
        name: try (row["file"]?.string).orFormatError("file"), tier: row["tier"]?.int ?? 1,
        caseCount: (row["cases"]?.int ?? 0) + (row["errors"]?.int ?? 0))
    }
  }

  /// The order in which suites are reported; others follow by name.
  private static let order = ["ops", "modules", "optim", "print", "files", "vision"]

  /// The suites in `folder`, or the one that it is.
  static func all(in folder: URL) throws -> [Suite] {
    func hasIndex(_ url: URL) -> Bool {
      FileManager.default.fileExists(atPath: url.appendingPathComponent("INDEX.json").path)
    }
    if hasIndex(folder) { return [try Suite(folder)] }
    guard let inside = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) else {
      throw FormatError("\(folder.path) is not a folder that can be read")
    }
    func rank(_ s: Suite) -> Int { order.firstIndex(of: s.name) ?? order.count }
    return try inside.filter(hasIndex).map { try Suite($0) }.sorted { (rank($0), $0.name) < (rank($1), $1.name) }
  }
}
