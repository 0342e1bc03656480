import Martlet
import MartletTestSupport
import Testing

/// Tables of vectors: how they start, and what trains them.
@Suite struct EmbeddingTests {
  private let table = Tensor.arange(10.0).view(5, 2)

  @Test func startsNormalWithAZeroRowOfPadding() throws {
    let layer = Embedding(400, 50, paddingIdx: -2)
    #expect(layer.weight[398].equal(Tensor.zeros(50)) && layer.weight.requiresGrad && layer.weight.isLeaf)
    #expect(abs(layer.weight.mean().item()) < 0.03 && abs(layer.weight.std().item() - 1) < 0.03)
    layer(Tensor([398, 1, 1])).sum().backward()
    let grad = try #require(layer.weight.grad)
    #expect(grad[398].sum().item() == 0 && grad[1].equal(Tensor.full([50], 2.0)))
  }

  @Test func pretrainedWeightsAreShared() {
    let frozen = Embedding.fromPretrained(table)
    #expect(!frozen.weight.requiresGrad && frozen(Tensor([1, 3])).toArray(Double.self) == [2, 3, 6, 7])
    let tuned = Embedding.fromPretrained(table, freeze: false, paddingIdx: 0)
    #expect(tuned.weight.requiresGrad && !table.requiresGrad)
    noGrad { _ = tuned.weight[0].fill_(7) }
    #expect(table[0].toArray(Double.self) == [7, 7] && EmbeddingBag.fromPretrained(table).weight[0, 0].item() == 7)
  }

  @Test func rowsThatAreTooLongAreScaledInPlace() {
    let layer = Embedding.fromPretrained(table.clone(), maxNorm: 1)
    let y = layer(Tensor([1]))
    #expect(abs(y.norm().item() - 1) < 1e-5 && layer.weight[2].toArray(Double.self) == [4, 5])
  }

  /// The last offset ends the last bag, and the middle bag is empty. Numbers by PyTorch.
  @Test func bags() {
    let ids = Tensor([1, 2, 4, 0]), offsets = Tensor([0, 2, 2, 4])
    let mean = EmbeddingBag.fromPretrained(table, includeLastOffset: true)
    #expect(mean(ids, offsets).toArray(Double.self) == [3, 4, 0, 0, 4, 5])
    let sum = EmbeddingBag.fromPretrained(table, mode: .sum, paddingIdx: 4)
    #expect(sum(ids.view(2, 2)).toArray(Double.self) == [6, 8, 0, 1])
    #expect(sum(ids.view(2, 2), perSampleWeights: Tensor([[1.0, 2], [3, 4]])).toArray(Double.self) == [10, 13, 0, 4])
    #expect(Sequential(sum, Linear(2, 3))(ids.view(2, 2)).shape == [2, 3])
  }
}
