import Foundation

extension Report {
  /// Every case with its outcome, for other programs.
  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(sections.map(SuiteRecord.init)), as: UTF8.self) + "\n"
    }
  }
}

private struct SuiteRecord: Encodable {
  let suite: String
  let passed: Int
  let total: Int
  let files: [FileRecord]

  init(_ section: Report.Section) {
    suite = section.suite.name
    passed = section.passed
    total = section.total
    files = section.files.map { FileRecord($0.file, $0.result) }
  }
}

private struct FileRecord: Encodable {
  struct Failure: Encodable {
    let id: String
    let reason: String
  }

  let name: String
  let tier: Int
  let passed: Int
  let total: Int
  let missing: Bool
  let failures: [Failure]

  init(_ file: Suite.File, _ result: FileResult) {
    name = file.name
    tier = file.tier
    passed = result.passed
    total = result.cases.count
    missing = result.isMissing
    failures = result.isMissing ? [] : result.cases.filter { !$0.passed }.map { Failure(id: $0.id, reason: $0.reason) }
  }
}
