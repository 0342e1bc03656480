import Foundation
import Martlet
import Testing

/// Sums, scopes and files of profiles. The trace is written by `MartletFiles`, so all of it is tested here.
@Suite struct ProfilerTests {
  private struct Interrupted: Error {}

  private let net = Sequential(Linear(8, 16), ReLU(), Linear(16, 1))

  private func trainingStep(_ opt: Optimizer, _ x: Tensor) {
    opt.zeroGrad()
    net(x).square().mean().backward()
    opt.step()
  }

  private func find(_ r: Profile, _ key: String, _ pass: ProfileEvent.Pass = .forward) -> FunctionAverage? {
    r.keyAverages().first { $0.key == key && $0.pass == pass }
  }

  @Test func callsBytesAndFlopsAreExact() throws {
    let x = Tensor.ones(4, 5), w = Tensor.ones(5, 6), y = Tensor.ones(4, 6)
    let r = profile { for _ in 0..<3 { _ = x.matmul(w) + y } }
    let add = try #require(find(r, "add")), gemm = try #require(find(r, "gemm"))
    #expect(add.count == 3 && gemm.count == 3)
    #expect(add.bytes == 3 * 3 * 24 * 4)
    #expect(gemm.flops == 3 * 2 * 4 * 5 * 6 && gemm.bytes == 3 * 4 * (20 + 30 + 24))
    #expect(abs(gemm.flopsPerSecond * gemm.cpuTimeTotal / 1e6 - Double(gemm.flops)) < 1e-6)
  }

  @Test func passesAreToldApart() throws {
    let opt = SGD(net.parameters(), lr: 0.1), x = Tensor.randn(4, 8)
    let r = profile { trainingStep(opt, x) }
    #expect(find(r, "Linear")?.count == 2 && find(r, "ReLU")?.count == 1 && find(r, "Sequential")?.count == 1)
    #expect(find(r, "gemm")?.count == 2 && find(r, "gemm", .backward)?.count == 3, "the input needs no gradient")
    #expect(find(r, "MeanBackward0", .backward)?.kind == .node)
    #expect(find(r, "optimizer_step", .step)?.count == 1 && find(r, "Optimizer.step#SGD.step", .step)?.count == 1)
  }

  @Test func timesAddUp() {
    let opt = SGD(net.parameters(), lr: 0.1), x = Tensor.randn(4, 8)
    let r = profile { for _ in 0..<5 { recordFunction("step") { trainingStep(opt, x) } } }
    for a in r.keyAverages() { #expect(a.selfCpuTimeTotal <= a.cpuTimeTotal && a.selfCpuTimeTotal >= 0, "\(a.key)") }
    for e in r.events { #expect(e.start >= 0 && e.start + e.duration <= r.duration) }
    let steps = r.events.filter { $0.name == "step" }
    #expect(steps.count == 5)
    #expect(r.events.reduce(0) { $0 + $1.selfDuration } == steps.reduce(0) { $0 + $1.duration }, "every nanosecond of a step is somebody's own")
  }

  @Test func aBlockInsideItselfCountsOnce() throws {
    let r = profile { recordFunction("outer") { recordFunction("outer") { _ = Tensor.ones(1000).sum() } } }
    let outer = try #require(find(r, "outer")), first = try #require(r.events.first)
    #expect(outer.count == 2 && outer.cpuTimeTotal == Double(first.duration) / 1000)
    #expect(abs(outer.selfCpuTimeTotal - outer.cpuTimeTotal) < outer.cpuTimeTotal && outer.selfCpuTimeTotal <= outer.cpuTimeTotal)
  }

  @Test func aProfileInsideAProfileIsSeenByBoth() {
    let x = Tensor.ones(3)
    var inner: Profile?
    let outer = profile {
      _ = x.exp()
      inner = profile { _ = x.exp() }
      _ = x.exp()
    }
    #expect(inner.flatMap { find($0, "exp") }?.count == 1 && find(outer, "exp")?.count == 3)
  }

  @Test func anErrorEndsTheProfile() {
    let x = Tensor.ones(3)
    var seen: Profile?
    let outer = profile {
      #expect(throws: Interrupted.self) {
        seen = try profile { try recordFunction("broken") { _ = x.exp(); throw Interrupted() } }
      }
      _ = x.log()
    }
    #expect(seen == nil)
    #expect(find(outer, "broken")?.count == 1 && find(outer, "log")?.count == 1)
    #expect(outer.events.first { $0.name == "log" }.map { e in !outer.events.contains { $0.start < e.start && $0.start + $0.duration > e.start } } == true)
  }

  @Test func tasksOfTheBlockAreRecordedAndOtherThreadsAreNot() async {
    let x = Tensor.ones(100)
    // On a thread of its own, so that the wait blocks none that tasks need.
    let parallel = await withCheckedContinuation { done in
      Thread.detachNewThread {
        done.resume(returning: profile {
          let gate = DispatchSemaphore(value: 0)
          for _ in 0..<2 {
            Task {
              for _ in 0..<10 { recordFunction("task") { _ = x.exp() } }
              gate.signal()
            }
          }
          Thread.detachNewThread {
            _ = x.log()
            gate.signal()
          }
          for _ in 0..<3 { gate.wait() }
        })
      }
    }
    #expect(find(parallel, "log") == nil)
    #expect(find(parallel, "task")?.count == 20 && find(parallel, "exp")?.count == 20)
    for thread in Set(parallel.events.map(\.thread)) {
      let own = parallel.events.filter { $0.thread == thread }
      for (a, b) in zip(own, own.dropFirst()) {
        #expect(b.start >= a.start + a.duration || b.start + b.duration <= a.start + a.duration, "events of a thread nest")
      }
    }
  }

  @Test func memoryAndShapes() throws {
    let x = Tensor.ones(1000, 4)
    let r = profile(recordShapes: true, profileMemory: true) {
      _ = x.exp()
      _ = Tensor.ones(8).exp()
    }
    #expect(find(r, "exp")?.selfCpuMemoryUsage == 16000 + 32 && r.peakMemory >= 32000)
    let byShape = r.keyAverages(groupByInputShape: true).filter { $0.key == "exp" }
    #expect(byShape.map(\.inputShapes) == [[[1000, 4]], [[8]]])
    #expect(r.keyAverages(groupByInputShape: true).table().contains("[[1000, 4]]"))
    let plain = profile { _ = x.exp() }
    #expect(plain.memory.isEmpty && plain.events.allSatisfy { $0.memory == 0 && $0.inputShapes.isEmpty })
  }

  @Test func theTableIsSorted() throws {
    let x = Tensor.ones(300, 300)
    let r = profile { _ = x.matmul(x); for _ in 0..<4 { _ = Tensor.ones(2).exp() } }
    let lines = r.keyAverages().table(sortBy: .count, rowLimit: 1).split(separator: "\n")
    #expect(lines.count == 6 && lines[1].hasPrefix("Name") && (lines[3].hasPrefix("exp") || lines[3].hasPrefix("fill")))
    #expect(r.keyAverages().table(sortBy: .flops).split(separator: "\n")[3].hasPrefix("gemm"))
    #expect("\(r)" == r.keyAverages().table())
    #expect(Set(lines.dropLast().map(\.count)).count == 1, "columns are aligned")
  }

  @Test func theTraceIsWhatViewersRead() throws {
    let opt = SGD(net.parameters(), lr: 0.1), x = Tensor.randn(4, 8)
    let r = profile(profileMemory: true) { recordFunction("a \"step\"\n") { trainingStep(opt, x) } }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("trace-\(UUID()).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try r.exportChromeTrace(path)

    let root = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
    let all = try #require(root?["traceEvents"] as? [[String: Any]])
    let complete = all.filter { $0["ph"] as? String == "X" }
    #expect(complete.count == r.events.count)
    for (event, e) in zip(complete, r.events) {
      #expect(event["name"] as? String == e.name && event["tid"] as? Int == e.thread && event["pid"] is Int)
      let ts = try #require(event["ts"] as? Double), dur = try #require(event["dur"] as? Double)
      #expect(abs(ts * 1000 - Double(e.start)) < 0.5 && abs(dur * 1000 - Double(e.duration)) < 0.5)
    }
    #expect(all.contains { $0["ph"] as? String == "C" } && all.contains { $0["name"] as? String == "thread_name" })
    #expect(throws: FileError.self) { try r.exportChromeTrace("/no such folder/trace.json") }
  }
}
