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

  private struct Mixed: Dataset {
    let count = 5
    subscript(i: Int) -> (Tensor, Int, Double, String, Bool) { (Tensor.full([2], Double(i)), i, Double(i) / 2, "s\(i)", i % 2 == 0) }
  }

  @Test func samplesAreCollatedPartByPart() {
    let batches = Array(DataLoader(Mixed(), batchSize: 3))
    #expect(batches.count == 2)
    let (x, i, d, s, b) = batches[0]
    #expect(x.shape == [3, 2] && i.toArray(Int.self) == [0, 1, 2] && i.dtype == .int64)
    #expect(d.dtype == .float64 && d.toArray(Double.self) == [0, 0.5, 1] && s == ["s0", "s1", "s2"])
    #expect(b.dtype == .bool && b.toArray(Bool.self) == [true, false, true] && batches[1].3 == ["s3", "s4"])
  }

  @Test func collateCanBeGiven() {
    let loader = DataLoader(Mixed(), batchSize: 2, collate: { $0.map(\.3).joined(separator: "+") })
    #expect(Array(loader) == ["s0+s1", "s2+s3", "s4"])
  }

  private struct Broken: Dataset {
    struct Unreadable: Error, CustomStringConvertible { let description = "image.png cannot be read" }
    let count = 10
    subscript(i: Int) -> (Tensor, Int) {
      get throws {
        if i == 7 { throw Unreadable() }
        return (Tensor.zeros(1), i)
      }
    }
  }

  @Test func errorsOfADataSet() async throws {
    var seen = 0
    let error = try #require(
      #expect(throws: SampleError.self) { try DataLoader(Broken(), batchSize: 2).forEach { _, _ in seen += 1 } })
    #expect(seen == 3 && error.index == 7 && error.underlying is Broken.Unreadable)
    #expect("\(error)".contains("7") && "\(error)".contains("image.png cannot be read"))
    struct Stop: Error {}
    #expect(throws: Stop.self) { try DataLoader(ds).forEach { _, _ in throw Stop() } }

    // A for loop cannot throw.
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      for _ in DataLoader(Broken(), batchSize: 2) {}
    }
    let message = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    #expect(message.contains("sample 7") && message.contains("image.png cannot be read"))
  }
}
