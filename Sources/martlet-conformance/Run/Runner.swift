import Foundation
import Synchronization

/// Runs files through a few worker processes and gathers what became of their cases.
final class Runner: Sendable {
  struct Job: Sendable {
    let suite: String
    let file: String
    let caseCount: Int
  }

  private let folder: String
  private let timeLimit: Double
  private let queue: Mutex<[Job]>
  private let results = Mutex<[FileResult]>([])
  private let progress: Progress

  init(folder: String, jobs: [Job], timeLimit: Double, progress: Progress) {
    self.folder = folder
    self.timeLimit = timeLimit
    self.progress = progress
    queue = Mutex(jobs.reversed())
  }

  /// Replays all files and returns their results, in no particular order.
  func run(workers: Int) throws -> [FileResult] {
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      do { try work() } catch { failure.withLock { $0 = error } }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return results.withLock { $0 }
  }

  private func work() throws {
    var worker: WorkerProcess?
    while let job = queue.withLock({ $0.popLast() }) {
      let result = try replay(job, &worker)
      results.withLock { $0.append(result) }
      progress.finished(job.file)
    }
    worker?.dismiss()
  }

  /// Replays one file, with as many workers as it takes.
  private func replay(_ job: Job, _ worker: inout WorkerProcess?) throws -> FileResult {
    var result = FileResult(suite: job.suite, file: job.file)
    var current: CaseResult?
    var next = 0

    func settle(_ verdict: Verdict) {
      guard var done = current else { return }
      done.verdict = verdict
      result.cases.append(done)
      current = nil
    }

    while true {
      let isFresh = worker == nil
      let w = try worker ?? WorkerProcess([folder, "--worker"])
      worker = w
      w.send("\(job.suite) \(job.file) \(next)")
      var started = false
      loop: while true {
        switch w.answer(within: timeLimit) {
        case .line(let line):
          guard let message = Worker.Message(line) else { continue }  // something in the library printed
          started = true
          switch message {
          case .begin(let index, let mustRefuse, let id):
            next = index + 1
            current = CaseResult(id: id, isRefusal: mustRefuse)
          case .verdict(let verdict): settle(verdict)
          case .endOfFile: return result
          }
        case .closed:
          let ending = w.end(kill: false)
          settle(Runner.verdict(ending))
          break loop
        case .timedOut:
          _ = w.end(kill: true)
          settle(.failed("no answer within \(Int(timeLimit)) s"))
          break loop
        }
      }
      worker = nil
      if isFresh && !started {  // an older worker may have died of what an earlier file left in memory
        result.cases += (next..<max(next, job.caseCount)).map { CaseResult(id: "#\($0)", .failed("the worker ended before this case")) }
        return result
      }
    }
  }

  /// What the death of a worker says of the case it was in.
  ///
  /// A check in Martlet stops with `Fatal error: op: message`. The standard library's own traps (an index out of range) do not count
  /// as a refusal, nor does a crash without words.
  private static func verdict(_ ending: WorkerProcess.Ending) -> Verdict {
    let message = ending.text.split(separator: "\n").first { $0.contains("Fatal error: ") }.map(String.init)
    if let message, let colon = message.range(of: "Fatal error: "), ending.signal == SIGILL || ending.signal == SIGTRAP || ending.signal == SIGABRT {
      let text = String(message[colon.upperBound...])
      let isOurs = !message.hasPrefix("Swift/") && text.contains(": ")
      return isOurs ? .refused(text) : .failed("trapped in the standard library: \(message)")
    }
    let words = String(ending.text.suffix(200)).oneLine
    return .failed("died of signal \(ending.signal) (\(String(cString: strsignal(ending.signal)))) \(words)")
  }
}
