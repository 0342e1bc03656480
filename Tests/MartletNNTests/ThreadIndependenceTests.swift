import Martlet
import Testing

/// One thread, two and three give the same bits. Each test runs in a process of its own, for the number of threads belongs to the whole process.
@Suite struct ThreadIndependenceTests {
  @Test func reductions() async {
    await #expect(processExitsWith: .success) { expectSameBits(ThreadCases.reductions) }
  }

  @Test func indexing() async {
    await #expect(processExitsWith: .success) { expectSameBits(ThreadCases.indexing) }
  }

  @Test func products() async {
    await #expect(processExitsWith: .success) { expectSameBits(ThreadCases.products) }
  }

  @Test func layers() async {
    await #expect(processExitsWith: .success) { expectSameBits(ThreadCases.layers) }
  }

  @Test func randomNumbers() async {
    await #expect(processExitsWith: .success) { expectSameBits(ThreadCases.random) }
  }

  @Test func training() async {
    await #expect(processExitsWith: .success) { expectSameBits(ThreadCases.training) }
  }
}

private func expectSameBits(_ cases: [ThreadCases.Case]) {
  for (name, run) in cases {
    let results = [1, 2, 3].map { threads in
      setNumThreads(threads)
      manualSeed(3)
      return run().map { $0.toArray(Double.self).map(\.bitPattern) }
    }
    for (other, threads) in zip(results.dropFirst(), 2...) { #expect(other == results[0], "\(name) with \(threads) threads") }
  }
}
