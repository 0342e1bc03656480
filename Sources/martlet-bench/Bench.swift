import ArgumentParser
import Foundation
import Martlet

/// Times the workloads of `../shared/bench/peer_torch.py` under the same names and prints the same JSON lines.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "martlet-bench",
    abstract: "Time the shared workloads; one JSON line each: {\"name\": \"gemm/1024\", \"us\": median microseconds, …}.")

  @Option(help: "Names to run, by prefix, separated by commas.")
  var only = ""

  @Option(help: "How many threads ops may use (default: all cores).")
  var threads = 0

  @Option(help: "Seconds for each workload.")
  var budget = 1.0

  @Option(help: .hidden)
  var first: FirstResult?

  @Option(help: "A folder that scripts/data-speed.py has filled: adds data/cifar2 and files.")
  var folder: String?

  func run() {
    if let first { return first.printResult() }
    if threads > 0 { setNumThreads(threads) }
    manualSeed(0)
    let prefixes = only.split(separator: ",").map(String.init)
    let onFiles = folder.map { Workload.files(in: $0) } ?? []
    for w in Workload.calibration + Workload.all + onFiles where prefixes.isEmpty || prefixes.contains(where: { w.name.hasPrefix($0) }) {
      report(w.name, Timing.measure(w, budget: budget))
    }
  }

  private func report(_ name: String, _ t: Timing) {
    print("{\"name\": \"\(name)\", \"us\": \(rounded(t.median)), \"min_us\": \(rounded(t.least)), \"runs\": \(t.runs)}")
    fflush(nil)
  }

  private func rounded(_ v: Double) -> Double { (v * 1000).rounded() / 1000 }
}

/// A named piece of work. `make` prepares its inputs, outside the clock, and gives what is timed.
struct Workload {
  let name: String
  /// How many calls are timed together.
  let inner: Int
  /// Runs before each timed batch, outside the clock.
  let prepare: () -> Void
  let make: () -> () -> Void

  init(_ name: String, inner: Int = 1, prepare: @escaping () -> Void = {}, _ make: @escaping () -> () -> Void) {
    self.name = name
    self.inner = inner
    self.prepare = prepare
    self.make = make
  }

  static var all: [Workload] {
    dispatch + elementwise + index + reduce + gemm + conv + norm + rnn + attention + embedding + optim + random + data + train
      + startup
  }
}

/// Keeps a result from being optimised away.
@inline(never) func use(_ x: Tensor) {}
@inline(never) func use(_ x: [Tensor]) {}

struct Timing {
  let median: Double, least: Double
  let runs: Int

  /// As the peer does it: three calls to warm up, one batch to choose the number of runs, then the median.
  static func measure(_ w: Workload, budget: Double) -> Timing {
    let f = w.make()
    for _ in 0..<3 {
      w.prepare()
      f()
    }
    w.prepare()
    let one = seconds { for _ in 0..<w.inner { f() } }
    let runs = max(5, min(200, Int(budget / max(one, 1e-9))))
    var out: [Double] = []
    for _ in 0..<runs {
      w.prepare()
      out.append(seconds { for _ in 0..<w.inner { f() } } / Double(w.inner) * 1e6)
    }
    out.sort()
    let middle = out.count % 2 == 1 ? out[out.count / 2] : (out[out.count / 2 - 1] + out[out.count / 2]) / 2
    return Timing(median: middle, least: out[0], runs: runs)
  }

  private static func seconds(_ body: () -> Void) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }
}
