import Martlet
import MartletTestSupport
import Testing

/// What the activations do beyond their formulas.
@Suite struct ActivationTests {
  private let x = Tensor([-2.0, -0.5, 0, 0.5, 2])

  @Test func inPlaceFormsReturnTheirInput() {
    let layers: [any Layer] = [
      ReLU(inplace: true), ReLU6(inplace: true), SELU(inplace: true), SiLU(inplace: true), Mish(inplace: true), ELU(inplace: true),
      CELU(inplace: true), LeakyReLU(inplace: true), Threshold(0.1, 2, inplace: true), Hardtanh(inplace: true), Hardsigmoid(inplace: true),
      Hardswish(inplace: true), RReLU(inplace: true),
    ]
    for layer in layers {
      let input = x.clone()
      #expect(layer(input) === input && !input.equal(x), "\(layer)")
    }
    #expect(x.equal(Tensor([-2.0, -0.5, 0, 0.5, 2])) && ReLU()(x) !== x)
  }

  @Test func rreluDrawsSlopesInTrainingOnly() {
    let layer = RReLU(0.1, 0.3)
    let y = layer(-Tensor.ones(20_000))
    #expect(y.max().item() <= -0.1 && y.min().item() >= -0.3)
    #expect(abs(y.mean().item() + 0.2) < 0.002 && abs(y.std().item() - 0.2 / 12.0.squareRoot()) < 0.002, "uniform")
    layer.eval()
    #expect(difference(layer(x), [-0.4, -0.1, 0, 0.5, 2]) == nil)
  }

  @Test func preluHasASlopeForEachChannel() throws {
    let layer = PReLU(2, init: 0.5, dtype: .float64)
    #expect(layer.weight.dtype == .float64 && layer.stateDict().names == ["weight"])
    let x = Tensor([[[-1.0, 2], [-3, -4]]], dtype: .float64)
    layer(x).sum().backward()
    #expect(layer(x).toArray(Double.self) == [-0.5, 2, -1.5, -2])
    #expect(try #require(layer.weight.grad).toArray(Double.self) == [-1, -7])
  }

  @Test func settingsTakeAnyNumber() {
    let slope = 2, bound: Float = 0.5
    #expect(LeakyReLU(slope)(x).toArray(Double.self) == [-4, -1, 0, 0.5, 2])
    #expect(Hardtanh(-1, bound)(x).toArray(Double.self) == [-1, -0.5, 0, 0.5, 0.5])
  }

  @Test func softmaxOfChannels() {
    let x = sample(2, 3, 2, 2, seed: 5)
    #expect(difference(Softmax2d()(x).sum(dim: 1), [Double](repeating: 1, count: 8), rtol: 1e-6) == nil)
    #expect(Softmax2d()(x[0]).equal(Softmax(dim: 0)(x[0])))
  }
}
