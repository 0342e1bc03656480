import Foundation

/// The child's side: replays files that it is told of on standard input and reports case by case on standard output.
///
/// A wrong call stops a Martlet program by design, so cases run in a process of their own; the parent learns from the last line
/// which case that was, and goes on after it with a fresh process.
enum Worker {
  /// One line a message, as in `begin 3 refusal c3`.
  enum Message {
    case begin(index: Int, mustRefuse: Bool, id: String)
    case verdict(Verdict)
    case endOfFile

    var line: String {
      switch self {
      case .begin(let i, let mustRefuse, let id): "begin \(i) \(mustRefuse ? "refusal" : "case") \(id)"
      case .verdict(.passed): "passed"
      case .verdict(.missing): "missing"
      case .verdict(.failed(let reason)): "failed \(reason.oneLine)"
      case .verdict(.refused(let message)): "refused \(message.oneLine)"
      case .verdict(.notWritable(let reason)): "notWritable \(reason.oneLine)"
      case .endOfFile: "end"
      }
    }

    init?(_ line: String) {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      let rest = words.count > 1 ? words[1] : ""
      switch words.first {
      case "begin":
        let parts = rest.split(separator: " ", maxSplits: 2).map(String.init)
        guard parts.count == 3, let i = Int(parts[0]) else { return nil }
        self = .begin(index: i, mustRefuse: parts[1] == "refusal", id: parts[2])
      case "passed": self = .verdict(.passed)
      case "missing": self = .verdict(.missing)
      case "failed": self = .verdict(.failed(rest))
      case "refused": self = .verdict(.refused(rest))
      case "notWritable": self = .verdict(.notWritable(rest))
      case "end": self = .endOfFile
      default: return nil
      }
    }
  }

  /// Ends the process with a verdict on the case that it is in, from where no value can be returned.
  static func give(_ verdict: Verdict) -> Never {
    send(.verdict(verdict))
    exit(0)
  }

  /// Serves jobs of the form `suite file first-case` until standard input ends.
  static func serve(_ suites: [Suite]) {
    while let job = readLine() {
      let words = job.split(separator: " ").map(String.init)
      guard words.count == 3, let first = Int(words[2]), let suite = suites.first(where: { $0.name == words[0] }) else { return }
      do {
        let replayer = try makeReplayer(suite, words[1])
        for i in first..<max(first, replayer.count) {
          send(.begin(index: i, mustRefuse: replayer.mustRefuse(i), id: replayer.id(i)))
          send(.verdict(verdict(replayer, i)))
        }
      } catch {
        send(.begin(index: first, mustRefuse: false, id: "file"))
        send(.verdict(.failed("\(error)")))
      }
      send(.endOfFile)
    }
  }

  private static func verdict(_ replayer: any Replayer, _ i: Int) -> Verdict {
    do {
      return try replayer.replay(i)
    } catch {
      return .failed("\(error)")
    }
  }

  private static func makeReplayer(_ suite: Suite, _ name: String) throws -> any Replayer {
    let file = try CaseFile(suite.folder, name)
    switch suite.name {
    case "ops": return OpReplay(file, name: name, Op.registry)
    case "modules": return ModuleReplay(file)
    case "print": return PrintReplay(file)
    case "files": return FileReplay(file)
    case "vision": return VisionReplay(file)
    case "optim":
      switch file.head["kind"]?.string {
      case "trajectory": return OptimizerReplay(file)
      case "closure": return LBFGSReplay(file)
      case "scheduler": return SchedulerReplay(file)
      case "clip_grad": return ClipReplay(file)
      case "training": return TrainingReplay(file)
      default: return MissingReplay(file)
      }
    default: return MissingReplay(file)
    }
  }

  private static func send(_ message: Message) {
    let line = Array((message.line + "\n").utf8)
    var sent = 0
    while sent < line.count {
      let n = line[sent...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if n <= 0 { exit(1) }
      sent += n
    }
  }
}

extension String {
  var oneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
