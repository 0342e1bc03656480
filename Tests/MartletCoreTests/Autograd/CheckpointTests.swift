import Martlet
import Testing

/// `checkpoint`: the same gradients with less memory.
@Suite struct CheckpointTests {
  private static func block() -> Sequential { Sequential(Linear(6, 8), ReLU(), Dropout(0.5), Linear(8, 4)) }

  /// Dropout draws the same numbers again, and the generator goes on as if nothing had been computed twice.
  @Test func givesTheSameGradientsAndRandomNumbers() {
    manualSeed(3)
    let block = Self.block()
    let plain = Tensor.randn(5, 6, requiresGrad: true), recomputed = plain.detach().requiresGrad_()
    manualSeed(4)
    block(plain).square().sum().backward()
    let expected = block.parameters().map { $0.grad! }, next = Tensor.rand(3)
    block.zeroGrad()
    manualSeed(4)
    checkpoint({ block($0) }, recomputed).square().sum().backward()
    #expect(plain.grad!.equal(recomputed.grad!))
    for (p, g) in zip(block.parameters(), expected) { #expect(p.grad!.equal(g)) }
    #expect(Tensor.rand(3).equal(next))
  }

  @Test func secondDerivatives() {
    let w = Tensor([[0.5, -1], [2, 1]], dtype: .float64, requiresGrad: true)
    let x = Tensor([[1.0, 0.3]], dtype: .float64, requiresGrad: true)
    func slope(_ f: (Tensor) -> Tensor) -> Tensor {
      let y = f(x.tanh())
      let g = grad(of: [y.sum()], wrt: [x], createGraph: true)[0]
      return grad(of: [g.square().sum()], wrt: [x])[0]
    }
    let block: (Tensor) -> Tensor = { $0.matmul(w).sigmoid().square() }
    let expected = slope(block)
    #expect(slope { checkpoint(block, $0) }.allClose(expected))
  }

  @Test func parametersAloneAndChains() throws {
    let w = Tensor([2.0, 3], requiresGrad: true)
    let constant = Tensor([1.0, 4])
    let y = checkpoint({ $0 * w }, checkpoint({ $0 * w }, constant))  // c w²
    y.sum().backward()
    #expect(try #require(w.grad).equal(Tensor([4.0, 24])))  // 2 c w
  }

  @Test func aBlockThatChangesNothing() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    checkpoint({ $0 }, x * 3).sum().backward()
    #expect(try #require(x.grad).equal(Tensor([3.0, 3])))
  }

  @Test func recordsNothingInsideNoGrad() {
    let x = Tensor([1.0], requiresGrad: true)
    #expect(noGrad { checkpoint({ $0 * 2 }, x) }.requiresGrad == false)
  }
}
