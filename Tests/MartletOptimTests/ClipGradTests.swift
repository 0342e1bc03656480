import Martlet
import Testing

@Suite struct ClipGradTests {
  private func parameters(_ gradients: [[Double]?]) -> [Tensor] {
    gradients.map { g in
      let p = Tensor.zeros([g?.count ?? 1], requiresGrad: true)
      p.grad = g.map { Tensor($0) }
      return p
    }
  }

  @Test func scalesToTheNorm() {
    let params = parameters([[3], nil, [0, -4]])
    #expect(clipGradNorm_(params, maxNorm: 1).item() == 5)
    // 1 / (5 + 1e-6), as PyTorch divides
    #expect(params[0].grad!.allClose(Tensor([0.6])) && params[2].grad!.allClose(Tensor([0, -0.8])) && params[1].grad == nil)
    #expect(clipGradNorm_(params, maxNorm: 10, normType: .infinity).allClose(Tensor(0.8)))
    #expect(params[2].grad!.allClose(Tensor([0, -0.8])))
    #expect(clipGradNorm_([], maxNorm: 1).item() == 0)
  }

  @Test func clampsValues() {
    let params = parameters([[3, -0.1], nil, [-4]])
    clipGradValue_(params, clipValue: 0.5)
    #expect(params[0].grad!.equal(Tensor([0.5, -0.1])) && params[2].grad!.equal(Tensor([-0.5])))
  }

  @Test func stopsOnInfinityIfAsked() async {
    let params = parameters([[.infinity, 1]])
    clipGradNorm_(params, maxNorm: 1)
    #expect(params[0].grad!.toArray(Double.self)[0].isNaN)  // ∞ · 0
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let p = Tensor([1.0], requiresGrad: true)
      p.grad = Tensor([Double.nan])
      clipGradNorm_([p], maxNorm: 1, errorIfNonfinite: true)
    }
    #expect(result.map { String(decoding: $0.standardErrorContent, as: UTF8.self).contains("is nan") } == true)
  }
}
