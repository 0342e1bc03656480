/// The results of a run, suite by suite.
struct Report {
  struct Section {
    let suite: Suite
    /// In the order of the suite's index; files that were not asked for are absent.
    let files: [(file: Suite.File, result: FileResult)]

    var passed: Int { files.map(\.result.passed).reduce(0, +) }
    var total: Int { files.map(\.result.cases.count).reduce(0, +) }
    var failing: [FileResult] { files.map(\.result).filter { $0.passed < $0.cases.count && !$0.isMissing } }
    var missing: [FileResult] { files.map(\.result).filter(\.isMissing) }
  }

  let sections: [Section]

  init(suites: [Suite], results: [FileResult]) {
    sections = suites.compactMap { suite in
      let files = suite.files.compactMap { file in
        results.first { $0.suite == suite.name && $0.file == file.name }.map { (file, $0) }
      }
      return files.isEmpty ? nil : Section(suite: suite, files: files)
    }
  }

  var allPassed: Bool { sections.allSatisfy { $0.passed == $0.total } }

  /// A line a suite and, below it, the names of what fails; `verbose`: every case with its reason.
  func text(verbose: Bool) -> String {
    var lines: [String] = []
    for section in sections {
      lines.append("\(section.suite.name): passed \(section.passed) of \(section.total)")
      if verbose {
        for file in section.failing {
          lines += file.cases.filter { !$0.passed }.map { "  \(file.file) \($0.id): \($0.reason)" }
        }
      } else {
        lines += wrapped("failing", section.failing.map { "\($0.file) \($0.passed)/\($0.cases.count)" })
      }
      lines += wrapped("missing", section.missing.map { "\($0.file) \($0.cases.count)" })
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func wrapped(_ title: String, _ names: [String]) -> [String] {
    guard !names.isEmpty else { return [] }
    var lines = ["  \(title):"]
    for (i, name) in names.enumerated() {
      let word = " " + name + (i < names.count - 1 ? "," : "")
      if lines[lines.count - 1].count + word.count > 120 { lines.append("   ") }
      lines[lines.count - 1] += word
    }
    return lines
  }
}
