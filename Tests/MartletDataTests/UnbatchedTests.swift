import Martlet
import Testing

/// `batchSize: nil`: samples as they are.
@Suite struct UnbatchedTests {
  @Test func samplesOneByOne() {
    let ds = TensorDataset(Tensor.arange(6.0).view(3, 2), Tensor.arange(3))
    for workers in [0, 2] {
      let loader = DataLoader(ds, batchSize: nil, numWorkers: workers)
      let rows = loader.map { x, y in (x.shape, y.shape, y.item(as: Int.self)) }
      #expect(loader.count == 3 && rows.map(\.0) == [[2], [2], [2]] && rows.map(\.1) == [[], [], []] && rows.map(\.2) == [0, 1, 2])
    }
    #expect(Array(DataLoader(Squares(count: 4), batchSize: nil, sampler: [3, 1])) == [9, 1])
    #expect(DataLoader(Mixed(), batchSize: nil).map(\.3) == ["s0", "s1", "s2", "s3", "s4"])
  }

  /// PyTorch 2.15: `list(DataLoader(squares, batch_size=None, shuffle=True, generator=g))` with five squares and a generator of seed 0.
  @Test func shuffledAsPyTorchDoes() {
    let loader = DataLoader(Squares(count: 5), batchSize: nil, shuffle: true, generator: Generator(seed: 0, kind: .torch))
    #expect(Array(loader) == [9, 1, 0, 16, 4])
  }

  @Test func collateGetsASample() {
    let loader = DataLoader(Squares(count: 3), batchSize: nil, numWorkers: 2, collate: { "<\($0)>" })
    #expect(Array(loader) == ["<0>", "<1>", "<4>"])
  }

  @Test func iterableDataSets() throws {
    for workers in [0, 2] {
      #expect(Array(DataLoader(Countdown(from: 3), batchSize: nil, numWorkers: workers)) == [3, 2, 1])
      #expect(Array(DataLoader(Countdown(from: 2), batchSize: nil, numWorkers: workers, collate: { -$0 })) == [-2, -1])
    }
  }

  @Test func errorsNameTheSample() throws {
    var seen: [Int] = []
    let loader = DataLoader(Broken(count: 9, bad: [2]), batchSize: nil, numWorkers: 2)
    let error = try #require(#expect(throws: SampleError.self) { try loader.forEach { seen.append($0) } })
    #expect(seen == [0, 1] && error.index == 2)
  }
}
