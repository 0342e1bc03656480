import Martlet
import Testing

/// Data sets and parts of them.
@Suite struct DatasetTests {
  private let x = Tensor.arange(12.0).view(6, 2), y = Tensor.arange(6)

  @Test func tensorsAsSamples() {
    let ds = TensorDataset(x, y)
    #expect(ds.count == 6)
    let (a, b) = ds[2]
    #expect(a.toArray(Double.self) == [4, 5] && b.item() == 2 && b.shape == [])
    let (c, d) = ds[1..<3]
    #expect(c.shape == [2, 2] && d.toArray(Int.self) == [1, 2] && c.storage() === x.storage())
    let (e, f) = ds.batch(Tensor([5, 0, 5]))
    #expect(e[.all, 0].toArray(Double.self) == [10, 0, 10] && f.toArray(Int.self) == [5, 0, 5])
    #expect(TensorDataset(x)[1].toArray(Double.self) == [2, 3], "one tensor: the row itself")
    let three = TensorDataset(x, y, y * 10)[3]
    #expect(three.2.item() == 30 && TensorDataset(x, y).tensors.0 === x)
  }

  @Test func subsets() throws {
    let part = Subset(TensorDataset(x, y), [5, 1, 1])
    #expect(part.count == 3)
    #expect([part[0].1.item(), part[1].1.item(), part[-1].1.item()] == [5, 1, 1], "no try: tensors cannot fail")
    #expect(part.batch(Tensor([2, 0])).1.toArray(Int.self) == [1, 5])
    let inner = Subset(part, [0])
    #expect(inner[0].1.item() == 5)
    let mayThrow = Subset(Broken(count: 3, bad: [1]), [2, 1])
    #expect(try mayThrow[0] == 2)
    #expect(throws: Broken.Unreadable.self) { try mayThrow[1] }
  }

  private func labels(_ rows: (Tensor, Tensor)) -> [Int] { rows.1.toArray(Int.self) }

  @Test func slices() {
    let ds = TensorDataset(x, y), squares = Squares(count: 6)
    #expect(labels(ds[2...]) == [2, 3, 4, 5] && labels(ds[..<2]) == [0, 1] && labels(ds[1...2]) == [1, 2])
    #expect(labels(ds[(-2)...]) == [4, 5] && labels(ds[4..<64]) == [4, 5] && labels(ds[7..<9]) == [])
    #expect(squares[2..<4].indices == [2, 3] && squares[4..<64].indices == [4, 5] && squares[(-2)...].indices == [4, 5])
    #expect(squares[..<(-4)].indices == [0, 1] && squares[7...].indices == [] && squares[2..<4][1] == 9)
  }

  @Test func concatenated() throws {
    let three = ConcatDataset([Squares(count: 2), Squares(count: 0), Squares(count: 3)])
    #expect(three.count == 5 && three.cumulativeSizes == [2, 2, 5])
    #expect((0..<5).map { three[$0] } == [0, 1, 0, 1, 4] && three[-1] == 4 && three[-5] == 0)
    let tensors = TensorDataset(x, y) + Subset(TensorDataset(x, y), [3])
    #expect(tensors.count == 7 && tensors[6].1.item() == 3 && tensors[5].1.item() == 5)
    let batches = DataLoader(tensors, batchSize: 4).map { labels($0) }
    #expect(batches == [[0, 1, 2, 3], [4, 5, 3]])
    let mayThrow = Squares(count: 1) + Broken(count: 3, bad: [2])
    #expect(try mayThrow[1] == 0 && mayThrow[2] == 1)
    #expect(throws: Broken.Unreadable.self) { try mayThrow[3] }
  }

  @Test func chained() throws {
    let chain = ChainDataset([Countdown(from: 2), Countdown(from: 0), Countdown(from: 1)]) + Countdown(from: 1)
    #expect(chain.count == nil)
    let next = chain.samples()
    var seen: [Int] = []
    while let n = try next() { seen.append(n) }
    #expect(seen == [2, 1, 1, 1])
    #expect(try next() == nil)
  }

  @Test func randomSplits() {
    let ds = TensorDataset(x, y)
    let parts = randomSplit(ds, [4, 2], generator: Generator(seed: 1))
    #expect(parts.map(\.count) == [4, 2])
    #expect(Set(parts.flatMap(\.indices)) == Set(0..<6))
    #expect(randomSplit(ds, [4, 2], generator: Generator(seed: 1)).map(\.indices) == parts.map(\.indices))
    let byFraction = randomSplit(TensorDataset(Tensor.zeros(10)), [0.55, 0.45], generator: Generator(seed: 2))
    #expect(byFraction.map(\.count) == [6, 4], "what rounding leaves goes to the first parts")
    // PyTorch 2.15: torch.manual_seed(7); random_split(range(10), [0.35, 0.35, 0.3]), and [4, 2] of range(6) with a generator of seed 4.
    let torch = randomSplit(Squares(count: 10), [0.35, 0.35, 0.3], generator: Generator(seed: 7, kind: .torch))
    #expect(torch.map(\.indices) == [[5, 0, 3, 4], [1, 7, 9], [6, 8, 2]])
    #expect(randomSplit(ds, [4, 2], generator: Generator(seed: 4, kind: .torch)).map(\.indices) == [[4, 5, 1, 2], [3, 0]])
  }
}
