import Martlet
import Testing

/// Batches.
@Suite struct DataLoaderTests {
  private let ds = TensorDataset(Tensor.arange(20.0).view(10, 2), Tensor.arange(10))

  private func labels<S: Sequence>(_ loader: S) -> [[Int]] where S.Element == (Tensor, Tensor) {
    loader.map { $0.1.toArray(Int.self) }
  }

  @Test func inOrder() {
    let loader = DataLoader(ds, batchSize: 4)
    #expect(loader.count == 3 && loader.sampleCount == 10)
    #expect(labels(loader) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
    for (x, y) in loader { #expect(x.shape == [y.numel, 2] && x[0, 0].item() == 2 * y[0].item()) }
    #expect(labels(loader).count == 3, "it can be gone through again")
  }

  @Test func theLastBatchCanBeDropped() {
    let loader = DataLoader(ds, batchSize: 4, dropLast: true)
    #expect(loader.count == 2 && labels(loader) == [[0, 1, 2, 3], [4, 5, 6, 7]])
    #expect(DataLoader(ds, batchSize: 5, dropLast: true).count == 2 && DataLoader(ds, batchSize: 11, dropLast: true).count == 0)
    #expect(DataLoader(ds).count == 10)
  }

  @Test func shufflingVisitsEverySampleOnce() {
    let big = TensorDataset(Tensor.arange(1000), Tensor.arange(1000))
    let loader = DataLoader(big, batchSize: 64, shuffle: true, generator: Generator(seed: 3))
    let first = labels(loader).flatMap { $0 }, second = labels(loader).flatMap { $0 }
    #expect(first != Array(0..<1000) && first.sorted() == Array(0..<1000))
    #expect(second != first && second.sorted() == Array(0..<1000), "each pass has an order of its own")
    #expect(labels(DataLoader(big, batchSize: 64, shuffle: true, generator: Generator(seed: 3))).flatMap { $0 } == first)
    #expect(labels(DataLoader(big, batchSize: 10, shuffle: true, generator: Generator(seed: 3))).flatMap { $0 } == first)
  }

  @Test func subsetsAndEmptySets() {
    #expect(labels(DataLoader(Subset(ds, [7, 3, 5]), batchSize: 2)) == [[7, 3], [5]])
    #expect(labels(DataLoader(Subset(ds, []), batchSize: 2)).isEmpty)
  }

  @Test func collateCanBeGiven() {
    let loader = DataLoader(Mixed(), batchSize: 2, collate: { $0.map(\.3).joined(separator: "+") })
    #expect(Array(loader) == ["s0+s1", "s2+s3", "s4"])
  }

  @Test func errorsOfADataSet() async throws {
    var seen = 0
    let error = try #require(
      #expect(throws: SampleError.self) { try DataLoader(Broken(count: 10, bad: [7]), batchSize: 2).forEach { _ in seen += 1 } })
    #expect(seen == 3 && error.index == 7 && error.underlying is Broken.Unreadable)
    #expect("\(error)".contains("7") && "\(error)".contains("image.png cannot be read"))
    struct Stop: Error {}
    #expect(throws: Stop.self) { try DataLoader(ds).forEach { _, _ in throw Stop() } }

    // A for loop cannot throw.
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      for _ in DataLoader(Broken(count: 10, bad: [7]), batchSize: 2) {}
    }
    let message = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    #expect(message.contains("sample 7") && message.contains("image.png cannot be read"))
  }
}
