import Foundation
import Martlet
import Testing

/// Batches in `for try await`.
@Suite struct AsyncLoaderTests {
  @Test func theSameBatches() async throws {
    for workers in [0, 2] {
      let loader = DataLoader(Noisy(count: 11), batchSize: 4, shuffle: true, numWorkers: workers, generator: Generator(seed: 4))
      var awaited: [Float] = []
      for try await (i, noise) in loader.async { awaited += i.toArray(Float.self) + noise.toArray(Float.self) }
      let again = DataLoader(Noisy(count: 11), batchSize: 4, shuffle: true, generator: Generator(seed: 4))
      #expect(awaited == again.flatMap { $0.toArray(Float.self) + $1.toArray(Float.self) } && awaited.count == 33)
    }
  }

  @Test func errorsAreRethrown() async throws {
    for workers in [0, 2] {
      var seen = 0
      do {
        for try await _ in DataLoader(Broken(count: 9, bad: [4]), batchSize: 2, numWorkers: workers).async { seen += 1 }
        Issue.record("no error with \(workers) workers")
      } catch let error as SampleError {
        #expect(seen == 2 && error.index == 4)
      }
    }
  }

  @Test func itCanBeLeftEarly() async throws {
    var seen = 0
    for try await _ in DataLoader(Wide(count: 100), numWorkers: 2).async {
      seen += 1
      if seen == 3 { break }
    }
    #expect(seen == 3)
  }

  @Test @MainActor func fromTheMainActor() async throws {
    var sum = 0
    for try await x in DataLoader(Squares(count: 5), batchSize: 2, numWorkers: 1).async { sum += x.sum().item(as: Int.self) }
    #expect(sum == 30)
  }

  private struct Slow: Dataset {
    let count = 1000
    subscript(i: Int) -> Int {
      usleep(100_000)
      return i
    }
  }

  @Test func aCancelledTaskStopsWaiting() async {
    let task = Task {
      for try await _ in DataLoader(Slow(), numWorkers: 1).async {}
    }
    try? await Task.sleep(for: .milliseconds(30))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
