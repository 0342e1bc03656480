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
    #expect(try [part[0].1.item(), part[1].1.item(), part[2].1.item()] == [5, 1, 1])
    #expect(part.batch(Tensor([2, 0])).1.toArray(Int.self) == [1, 5])
    let inner = Subset(part, [0])
    #expect(try inner[0].1.item() == 5)
  }

  @Test func randomSplits() {
    let ds = TensorDataset(x, y)
    let parts = randomSplit(ds, [4, 2], generator: Generator(seed: 1))
    #expect(parts.map(\.count) == [4, 2])
    #expect(Set(parts.flatMap(\.indices)) == Set(0..<6))
    #expect(randomSplit(ds, [4, 2], generator: Generator(seed: 1)).map(\.indices) == parts.map(\.indices))
    let byFraction = randomSplit(TensorDataset(Tensor.zeros(10)), [0.55, 0.45], generator: Generator(seed: 2))
    #expect(byFraction.map(\.count) == [6, 4], "what rounding leaves goes to the first parts")
  }
}
