import Martlet
import MartletCore
import Testing

/// Orders in which samples are visited. What PyTorch 2.15 draws after `torch.manual_seed(seed)` stands beside the samplers of that seed.
@Suite struct SamplerTests {
  private let ten = 0..<10

  private func torch<R>(_ seed: Int, _ body: () -> R) -> R { withDefaultGenerator(Generator(seed: seed, kind: .torch), body) }

  @Test func sequential() {
    #expect(Array(SequentialSampler(ten)) == Array(ten) && SequentialSampler(Squares(count: 3)).count == 3)
  }

  @Test func random() {
    let sampler = RandomSampler(Squares(count: 1000), generator: Generator(seed: 1))
    let first = Array(sampler), second = Array(sampler)
    #expect(first.sorted() == Array(0..<1000) && second.sorted() == first.sorted() && first != second && sampler.count == 1000)
    #expect(Array(RandomSampler(ten, numSamples: 14, generator: Generator(seed: 3, kind: .torch))) == [6, 0, 3, 7, 8, 5, 1, 9, 2, 4, 9, 8, 5, 3])
    #expect(Array(RandomSampler(0..<0)).isEmpty)
  }

  @Test func randomWithReplacement() {
    let expected = [
      6, 2, 0, 4, 1, 4, 0, 5, 4, 1, 2, 1, 4, 3, 5, 2, 4, 2, 1, 9, 2, 3, 3, 0, 8, 1, 6, 8, 2, 1, 1, 4, 5, 8, 6, 3, 2, 9, 8, 0,
    ]
    #expect(torch(1) { Array(RandomSampler(ten, replacement: true, numSamples: 40)) } == expected)
  }

  @Test func subsetRandom() {
    let sampler = SubsetRandomSampler([10, 20, 30, 40, 50])
    #expect(torch(2) { Array(sampler) } == [40, 50, 20, 10, 30] && sampler.count == 5)
  }

  @Test func weighted() {
    #expect(torch(3) { Array(WeightedRandomSampler([0.1, 0.9, 0.4, 0.7, 3.0, 0.6], numSamples: 12)) } == [1, 3, 4, 1, 4, 4, 2, 4, 4, 4, 2, 4])
    let once = WeightedRandomSampler([0.9, 0.4, 0.05, 0.2, 0.3, 0.1], numSamples: 5, replacement: false)
    #expect(torch(3) { Array(once) } == [0, 1, 3, 4, 5])
    let draws = Array(WeightedRandomSampler([1, 0, 3], numSamples: 40_000, generator: Generator(seed: 5)))
    let share = Double(draws.filter { $0 == 2 }.count) / 40_000
    #expect(!draws.contains(1) && abs(share - 0.75) < 0.02, "binomial: 0.75 ± 0.002")
  }

  @Test func multinomial() {
    torch(3) {
      #expect(Tensor([[1.0, 2, 3], [0, 0, 1]]).multinomial(numSamples: 4, replacement: true).toArray(Int.self) == [0, 1, 2, 1, 2, 2, 2, 2])
      #expect(Tensor([[1.0, 2, 3], [1, 0, 1]]).multinomial(numSamples: 2).toArray(Int.self) == [2, 0, 2, 0])
      #expect(Tensor([1.0, 2, 3]).multinomial(numSamples: 1, replacement: true).toArray(Int.self) == [2])
    }
  }

  @Test func batches() {
    let sampler = BatchSampler(ten, batchSize: 4, dropLast: false), whole = BatchSampler(ten, batchSize: 4, dropLast: true)
    #expect(Array(sampler) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]] && sampler.count == 3)
    #expect(Array(whole) == [[0, 1, 2, 3], [4, 5, 6, 7]] && whole.count == 2)
  }

  private func shares(_ n: Int, _ replicas: Int, dropLast: Bool = false) -> [[Int]] {
    (0..<replicas).map { Array(DistributedSampler(Squares(count: n), numReplicas: replicas, rank: $0, shuffle: false, dropLast: dropLast)) }
  }

  @Test func distributed() {
    #expect(shares(10, 4) == [[0, 4, 8], [1, 5, 9], [2, 6, 0], [3, 7, 1]])
    #expect(shares(10, 4, dropLast: true) == [[0, 4], [1, 5], [2, 6], [3, 7]])
    #expect(shares(3, 8) == [[0], [1], [2], [0], [1], [2], [0], [1]])
    #expect(shares(3, 8, dropLast: true).allSatisfy { $0.isEmpty })
    #expect(shares(8, 4, dropLast: true) == [[0, 4], [1, 5], [2, 6], [3, 7]])
    torch(0) {
      let parts = (0..<3).map { DistributedSampler(Squares(count: 10), numReplicas: 3, rank: $0, seed: 5) }
      for p in parts { p.setEpoch(2) }
      #expect(parts.map { Array($0) } == [[5, 4, 9, 2], [0, 1, 6, 5], [3, 7, 8, 0]] && parts[0].count == 4)
    }
  }

  @Test func loadersFollowPyTorchsOrder() {
    let ds = TensorDataset(Tensor.arange(10))
    func passes(_ loader: DataLoader<Tensor>) -> [[[Int]]] { (0..<2).map { _ in loader.map { $0.toArray(Int.self) } } }
    let expected = [[[6, 7, 1, 4], [2, 0, 9, 8], [3, 5]], [[2, 4, 7, 0], [8, 9, 5, 3], [6, 1]]]
    #expect(torch(0) { passes(DataLoader(ds, batchSize: 4, shuffle: true)) } == expected)
    let own = DataLoader(ds, batchSize: 5, shuffle: true, numWorkers: 2, generator: Generator(seed: 9, kind: .torch))
    #expect(passes(own) == [[[4, 6, 8, 1, 5], [2, 7, 9, 0, 3]], [[8, 7, 0, 2, 3], [1, 6, 9, 4, 5]]])
  }

  @Test func loadersTakeSamplers() {
    let squares = Squares(count: 10)
    func batches(_ loader: DataLoader<Tensor>) -> [[Int]] { loader.map { $0.toArray(Int.self) } }
    let bySampler = DataLoader(squares, batchSize: 2, sampler: [3, 1, 2])
    #expect(batches(bySampler) == [[9, 1], [4]] && bySampler.count == 2)
    let byBatch = DataLoader(squares, batchSampler: [[1], [2, 3]], numWorkers: 2)
    #expect(batches(byBatch) == [[1], [4, 9]] && byBatch.count == 2)
    let api = DataLoader(
      squares, batchSampler: BatchSampler(RandomSampler(squares), batchSize: 4, dropLast: false), collate: { samples in samples.reduce(0, +) },
      pinMemory: false, timeout: 0)
    #expect(api.count == 3 && api.reduce(0, +) == 285)
  }
}
