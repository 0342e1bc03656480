import Martlet
import Testing

@Suite struct GumbelSoftmaxTests {
  /// The share of samples that choose a category is its softmax: three standard deviations of 20,000 draws are 0.011.
  @Test func choosesWithTheProbabilitiesOfSoftmax() {
    let logits = Tensor([0.5, -1.0, 2.0, 0.0]), n = 20_000
    let samples = F.gumbelSoftmax(logits.expand([n, 4]), tau: 0.5, hard: true, generator: Generator(seed: 7))
    #expect(samples.sum(dim: 1).allClose(Tensor.ones(n)))
    #expect(samples.max(dim: 1).values.allClose(Tensor.ones(n)))
    let difference = samples.mean(dim: 0) - F.softmax(logits, dim: 0)
    #expect(difference.abs().max().item() < 0.011)
  }

  @Test func hardSamplesHaveTheGradientOfSoftOnes() {
    func gradient(hard: Bool) -> Tensor {
      let x = Tensor([[0.1, 0.7, -0.3], [1.0, 0.0, 0.5]], requiresGrad: true)
      (F.gumbelSoftmax(x, tau: 0.8, hard: hard, generator: Generator(seed: 3)) * Tensor([1.0, 2.0, 3.0])).sum().backward()
      return x.grad!
    }
    #expect(gradient(hard: true).equal(gradient(hard: false)))
    #expect(gradient(hard: true).abs().max().item() > 0)
  }
}
