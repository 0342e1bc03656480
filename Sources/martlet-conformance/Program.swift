import ArgumentParser
import Foundation
import Martlet
import MartletFiles

@main
struct Conformance: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "martlet-conformance",
    abstract: "Replays a folder of cases that PyTorch recorded and says which of them Martlet repeats.",
    discussion: "Exits with status 0 only if every case passes. Ops and modules that Martlet lacks count as failed.")

  @Argument(help: "A folder of suites in the golden format, or one suite.")
  var folder: String

  @Option(help: "Only these suites, separated by commas.", transform: splitAtCommas)
  var suite: [String]?

  @Option(help: "Only these files (an op, a module, an optimiser), separated by commas.", transform: splitAtCommas)
  var only: [String]?

  @Option(help: "Only files of at most this tier.")
  var tier: Int?

  @Flag(help: "List every case that fails, with the reason.")
  var verbose = false

  @Option(help: "Write the results as JSON to this file.")
  var json: String?

  @Option(help: "Write the table of what exists as Markdown to this file.")
  var markdown: String?

  @Option(help: "Seconds that one case may take.")
  var timeLimit = 60.0

  @Option(help: "How many processes work at once.")
  var workers = max(1, ProcessInfo.processInfo.activeProcessorCount)

  @Flag(help: .hidden)
  var worker = false

  func run() throws {
    let suites = try Suite.all(in: URL(fileURLWithPath: folder))
    if worker { return Worker.serve(suites) }
    if suites.isEmpty { throw ValidationError("no folder with an INDEX.json in \(folder)") }
    signal(SIGPIPE, SIG_IGN)

    let chosen = suites.filter { suite?.contains($0.name) ?? true }
    let jobs = chosen.flatMap { suite in
      suite.files
        .filter { $0.tier <= tier ?? .max && only?.contains($0.name) ?? true }
        .map { Runner.Job(suite: suite.name, file: $0.name, caseCount: $0.caseCount) }
    }
    if jobs.isEmpty { throw ValidationError("nothing in \(folder) is called so") }
    let runner = Runner(folder: folder, jobs: jobs, timeLimit: timeLimit, progress: Progress(total: jobs.count))
    let report = Report(suites: chosen, results: try runner.run(workers: min(workers, jobs.count)))

    print(report.text(verbose: verbose), terminator: "")
    if let json { try report.json.write(toFile: json, atomically: true, encoding: .utf8) }
    if let markdown { try report.markdown.write(toFile: markdown, atomically: true, encoding: .utf8) }
    if !report.allPassed { throw ExitCode.failure }
  }
}

private func splitAtCommas(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
