import Synchronization
import Foundation

/// One case and what became of it.
struct CaseResult: Sendable {
  let id: String
  /// Whether the call had to be refused.
  let isRefusal: Bool
  var verdict: Verdict

  init(id: String, isRefusal: Bool = false, _ verdict: Verdict = .passed) {
    self.id = id
    self.isRefusal = isRefusal
    self.verdict = verdict
  }

  var passed: Bool {
    switch verdict {
    case .passed: !isRefusal
    case .refused, .notWritable: isRefusal
    case .failed, .missing: false
    }
  }

  /// Why it did not pass.
  var reason: String {
    switch verdict {
    case .passed: ""
    case .failed(let reason): reason
    case .refused(let message): isRefusal ? "" : "refused: \(message)"
    case .missing: "missing"
    case .notWritable(let reason): isRefusal ? "" : "cannot be written: \(reason)"
    }
  }
}

/// The cases of one file.
struct FileResult: Sendable {
  let suite: String
  let file: String
  var cases: [CaseResult] = []

  init(suite: String, file: String) {
    self.suite = suite
    self.file = file
  }

  var passed: Int { cases.count(where: \.passed) }
  var isMissing: Bool { !cases.isEmpty && cases.allSatisfy { $0.verdict == .missing } }
}

/// A line on standard error that moves, when that is a terminal.
final class Progress: Sendable {
  private let total: Int
  private let done = Mutex(0)
  private let isShown = isatty(STDERR_FILENO) != 0

  init(total: Int) { self.total = total }

  func finished(_ file: String) {
    guard isShown else { return }
    done.withLock {
      $0 += 1
      let line = "\r\u{1b}[K" + ($0 < total ? "\($0) of \(total) files: \(file)" : "")
      FileHandle.standardError.write(Data(line.utf8))
    }
  }
}
