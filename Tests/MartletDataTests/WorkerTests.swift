import Foundation
import Martlet
import Synchronization
import Testing

/// Workers read ahead, and nobody can tell from the batches.
@Suite struct WorkerTests {
  @Test func theSameBatchesForAnyNumberOfWorkers() {
    func epochs(_ workers: Int) -> [[Float]] {
      let loader = DataLoader(Noisy(count: 53), batchSize: 4, shuffle: true, numWorkers: workers, generator: Generator(seed: 7))
      return (0..<2).map { _ in loader.flatMap { $0.toArray(Float.self) + $1.toArray(Float.self) } }
    }
    let alone = epochs(0)
    #expect(alone[0].count == 53 * 3 && alone[0] != alone[1], "an epoch has its own order and augmentations")
    for workers in [1, 2, 5] { #expect(epochs(workers) == alone, "\(workers) workers") }
  }

  @Test func repeatedSamplesAreAugmentedAnew() {
    let loader = DataLoader(Noisy(count: 1), batchSize: 8, sampler: Array(repeating: 0, count: 8), numWorkers: 2)
    let draws = loader.flatMap { $1.toArray(Float.self) }
    #expect(Set(draws).count == 16)
  }

  @Test func batchesComeInOrderHoweverLongTheyTake() {
    struct Uneven: Dataset {
      let count = 24
      subscript(i: Int) -> Int {
        usleep(UInt32(i % 3 == 0 ? 3000 : 10))
        return i
      }
    }
    let loader = DataLoader(Uneven(), batchSize: 1, numWorkers: 3, prefetchFactor: 3)
    #expect(loader.flatMap { $0.toArray(Int.self) } == Array(0..<24))
  }

  @Test func iterableDataSetsAreReadOnce() throws {
    for workers in [0, 1, 3] {
      let loader = DataLoader(Countdown(from: 10), batchSize: 4, numWorkers: workers)
      #expect(loader.map { $0.toArray(Int.self) } == [[10, 9, 8, 7], [6, 5, 4, 3], [2, 1]], "\(workers) workers")
      #expect(DataLoader(Countdown(from: 10), batchSize: 4, numWorkers: workers, dropLast: true).map(\.numel) == [4, 4])
      let broken = DataLoader(Truncated(), batchSize: 2, numWorkers: workers)
      #expect(broken.count == 3 && broken.sampleCount == 5)
      var seen = 0
      let error = try #require(#expect(throws: SampleError.self) { try broken.forEach { _ in seen += 1 } })
      #expect(seen == 2 && error.index == 4 && error.underlying is Broken.Unreadable)
    }
  }

  /// Workers wait for each other's turn, and an error ends the pass while some wait: none may be left behind.
  @Test func endingAPassReleasesEveryReader() {
    for round in 0..<300 {
      for persistent in [false, true] {
        let loader = DataLoader(Truncated(), batchSize: 1, numWorkers: 4, prefetchFactor: 3, persistentWorkers: persistent)
        #expect(throws: SampleError.self, "round \(round)") { try loader.forEach { _ in } }
        for _ in loader { break }
      }
    }
  }

  @Test func aThrowingSampleSurfacesWithItsIndex() throws {
    for workers in [0, 2] {
      let loader = DataLoader(Broken(count: 100, bad: [7]), batchSize: 2, numWorkers: workers)
      var seen = 0
      let error = try #require(#expect(throws: SampleError.self) { try loader.forEach { _ in seen += 1 } })
      #expect(seen == 3 && error.index == 7 && "\(error)".contains("image.png"), "\(workers) workers")
    }
  }

  /// Sample 5 does not come before it is released, however slow the machine is.
  private final class Stuck: Dataset, Sendable {
    let count = 8
    private let released = Mutex(false)
    func release() { released.withLock { $0 = true } }
    subscript(i: Int) -> Int {
      while i == 5 && !released.withLock({ $0 }) { usleep(10_000) }
      return i
    }
  }

  @Test func aWorkerThatHangsIsAnError() async throws {
    let stuck = Stuck()
    defer { stuck.release() }
    let loader = DataLoader(stuck, numWorkers: 2, timeout: 1.5, persistentWorkers: true)
    var seen: [Int] = []
    let error = try #require(#expect(throws: WorkerTimeout.self) { try loader.forEach { seen.append($0.item(as: Int.self)) } })
    #expect(seen == [0, 1, 2, 3, 4] && error.batch == 5 && error.seconds == 1.5 && "\(error)".contains("batch 5 within 1.5 s"))
    let awaited = await #expect(throws: WorkerTimeout.self) { for try await _ in loader.async {} }
    #expect(awaited?.batch == 5)
  }

  @Test func workersAreStartedAndKnowThemselves() {
    struct Who: Dataset {
      let count = 6
      subscript(i: Int) -> Int { getWorkerInfo().map { $0.numWorkers * 10 + numThreads() } ?? -1 }
    }
    final class Record: Sendable {
      let ids = Mutex<[Int]>([])
      func add(_ id: Int) { ids.withLock { $0.append(id) } }
    }
    let started = Record()
    let loader = DataLoader(Who(), numWorkers: 2, workerInit: { started.add($0) }, persistentWorkers: true)
    for _ in 0..<3 { #expect(loader.map { $0.item(as: Int.self) } == Array(repeating: 21, count: 6), "2 workers, ops on one thread each") }
    // On busy cores one worker may have done all the work before the other has begun.
    for _ in 0..<2000 where started.ids.withLock({ $0.count }) < 2 { usleep(5_000) }
    #expect(started.ids.withLock { $0.sorted() } == [0, 1], "once a worker, not once a pass")
    #expect(Array(DataLoader(Who(), batchSize: 6))[0].toArray(Int.self) == Array(repeating: -1, count: 6) && getWorkerInfo() == nil)
  }

  @Test func aheadIsBounded() {
    final class Counting: Dataset {
      let count = 100
      let read = Mutex(0)
      subscript(i: Int) -> Int {
        read.withLock { $0 += 1 }
        return i
      }
    }
    let ds = Counting(), loader = DataLoader(ds, batchSize: 2, numWorkers: 2, prefetchFactor: 3).makeIterator()
    _ = loader.next()
    usleep(50_000)
    #expect(ds.read.withLock { $0 } <= 2 * (1 + 2 * 3), "the batch of the loop and six ahead")
    #expect(ds.read.withLock { $0 } > 2, "at least one ahead")
  }

  @Test func leavingALoopLeaksNothing() async {
    await #expect(processExitsWith: .success) {
      leaveEarly(persistentWorkers: false)  // what the runtime starts once, and keeps, is there from now on
      let threads = try threadCount(), inUse = Memory.inUse
      for round in 0..<30 {
        leaveEarly(persistentWorkers: round % 2 == 0)
        let now = try (threads: threadCount(), inUse: Memory.inUse)
        guard now == (threads, inUse) else { fatalError("round \(round): \(now) instead of \((threads, inUse))") }
      }
    }
  }
}

private func leaveEarly(persistentWorkers: Bool) {
  for batch in DataLoader(Wide(count: 100), batchSize: 4, numWorkers: 3, persistentWorkers: persistentWorkers) {
    if batch[0, 0].item() == 8 { break }
  }
}

private func threadCount() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count }
