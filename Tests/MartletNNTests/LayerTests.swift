import Martlet
import MartletTestSupport
import Testing

/// What single layers compute, and how their parameters start.
@Suite struct LayerTests {
  private let x = Tensor.arange(16.0).view(2, 2, 2, 2) * Tensor([1.0, 0.5]).view(1, 2, 1, 1)

  /// Numbers by PyTorch.
  @Test func batchNormTracksStatistics() {
    let bn = BatchNorm2d(2)
    let y = bn(x)
    #expect(difference(y[0, 0].flatten(), [-1.3242440223693848, -1.0834723711013794, -0.842700719833374, -0.6019291281700134]) == nil)
    #expect(difference(bn.runningMean!, [0.550000011920929, 0.4749999940395355]) == nil)
    #expect(difference(bn.runningVar!, [2.8714284896850586, 1.3928570747375488]) == nil)
    _ = bn(x * 2)
    #expect(difference(bn.runningMean!, [1.5950000286102295, 1.3774999380111694]) == nil)
    #expect(difference(bn.runningVar!, [10.469999313354492, 3.2249999046325684]) == nil)
    #expect(bn.numBatchesTracked!.item() == 2)
    bn.eval()
    #expect(
      difference(
        bn(x).flatten()[0..<6],
        [-0.49293217062950134, -0.18388378620147705, 0.12516459822654724, 0.43421298265457153, 0.34663617610931396, 0.6250587701797485]) == nil)
    #expect(bn.numBatchesTracked!.item() == 2)
  }

  @Test func batchNormCanAverageOverAllBatches() {
    let bn = BatchNorm2d(2, momentum: nil)
    _ = bn(x)
    _ = bn(x * 2)
    #expect(difference(bn.runningMean!, [8.25, 7.125]) == nil && difference(bn.runningVar!, [49.28571319580078, 12.321428298950195]) == nil)
  }

  @Test func dropoutKeepsTheMean() {
    let layer = Dropout(0.3)
    let n = 100_000
    let y = layer(Tensor.ones(n))
    let kept = (y .!= 0).sum().item() / Double(n)
    #expect(abs(kept - 0.7) < 0.01)
    #expect(abs(y.max().item() - 1 / 0.7) < 1e-6 && abs(y.mean().item() - 1) < 0.02)
    layer.eval()
    #expect(layer(Tensor.ones(10)).equal(Tensor.ones(10)))
    #expect(Dropout(1)(Tensor.ones(10)).equal(Tensor.zeros(10)) && Dropout(0)(Tensor.ones(10)).equal(Tensor.ones(10)))
  }

  @Test func dropoutGradientsUseTheSameMask() throws {
    let x = Tensor.ones(1000, requiresGrad: true)
    let y = Dropout(0.5)(x)
    y.sum().backward()
    #expect(try #require(x.grad).equal(y.detach()))
  }

  @Test func weightsStartWithinPyTorchsBounds() {
    func check(_ w: Tensor, _ bound: Double) {
      #expect(w.abs().max().item() <= bound)
      #expect(w.abs().max().item() > 0.9 * bound && abs(w.mean().item()) < 0.1 * bound)
      #expect(abs(w.std().item() - bound / 3.0.squareRoot()) < 0.05 * bound, "uniform")
    }
    let linear = Linear(400, 300)
    check(linear.weight, 1 / 20)
    check(linear.bias!, 1 / 20)
    let conv = Conv2d(16, 64, kernelSize: [5, 5], groups: 4)
    #expect(conv.weight.shape == [64, 4, 5, 5])
    check(conv.weight, 1 / 10)
    #expect(conv.bias!.abs().max().item() <= 1 / 10)
    #expect(Linear(3, 2, bias: false).bias == nil && Linear(3, 2, dtype: .float64).weight.dtype == .float64)
  }

  @Test func initialisers() {
    let g = Generator(seed: 4)
    let w = Tensor.empty(200, 100)
    #expect(Init.xavierUniform_(w, gain: 2, generator: g) === w && w.abs().max().item() <= 2 * (6.0 / 300).squareRoot())
    Init.kaimingNormal_(w, mode: .fanOut, nonlinearity: .relu, generator: g)
    #expect(abs(w.std().item() - 0.1) < 0.003)
    Init.xavierNormal_(w, generator: g)
    #expect(abs(w.std().item() - (2.0 / 300).squareRoot()) < 0.003)
    #expect(Init.calculateGain(.tanh) == 5.0 / 3 && Init.calculateGain(.leakyRelu, 1) == 1)
    let p = Linear(2, 2).weight
    Init.constant_(p, 0.5)
    #expect(p.isLeaf && p.requiresGrad && p.equal(Tensor.full([2, 2], 0.5)))
  }

  /// Numbers by hand.
  @Test func convolutionAndPooling() {
    let x = Tensor.arange(9.0).view(1, 1, 3, 3)
    let conv = Conv2d(1, 1, kernelSize: 2, bias: false)
    noGrad { conv.weight.copy_(Tensor([[[[1.0, 2], [3, 4]]]])) }
    #expect(conv(x).toArray(Double.self) == [27, 37, 57, 67])
    #expect(MaxPool2d(2, stride: 1)(x).toArray(Double.self) == [4, 5, 7, 8])
    #expect(AvgPool2d(2, stride: 1)(x).toArray(Double.self) == [2, 3, 5, 6])
    #expect(AvgPool2d(2, ceilMode: true)(x).toArray(Double.self) == [2, 3.5, 6.5, 8])
    #expect(AdaptiveAvgPool2d(1)(x).item() == 4 && AdaptiveAvgPool2d([1, 3])(x).toArray(Double.self) == [3, 4, 5])
    #expect(Flatten()(Tensor.zeros(2, 3, 4)).shape == [2, 12])
    #expect(Conv2d(1, 2, kernelSize: 3, padding: .same)(x).shape == [1, 2, 3, 3])
  }

  @Test func losses() {
    let logits = Tensor([[1.0, 2, 3], [1, 2, 3]]), target = Tensor([2, 0])
    let each = [0.4076059644443803, 2.4076059644443806]
    #expect(difference(F.crossEntropy(logits, target, reduction: .none), each) == nil)
    #expect(abs(CrossEntropyLoss()(logits, target).item() - 1.4076059644443804) < 1e-6)
    #expect(abs(NLLLoss(reduction: .sum)(logits.logSoftmax(dim: 1), target).item() - 2.815211928888761) < 1e-6)
    #expect(abs(CrossEntropyLoss(ignoreIndex: 0)(logits, target).item() - each[0]) < 1e-6)
    #expect(abs(CrossEntropyLoss(weight: Tensor([1.0, 1, 3]))(logits, target).item() - (3 * each[0] + each[1]) / 4) < 1e-6)
    #expect(MSELoss()(Tensor([1.0, 2]), Tensor([3.0, 2])).item() == 2)
    // Logits so large that a naive softmax overflows.
    #expect(F.crossEntropy(Tensor([[1000.0, 0]]), Tensor([1])).item() == 1000)
  }
}
