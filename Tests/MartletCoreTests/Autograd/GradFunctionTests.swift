import Martlet
import Testing

/// `grad(of:wrt:)`.
@Suite struct GradFunctionTests {
  private let x = Tensor([1.0, 2], requiresGrad: true)
  private let y = Tensor([3.0, 4], requiresGrad: true)

  @Test func givesOneGradientAnInputAndTouchesNone() {
    let g = grad(of: [(x * y).sum()], wrt: [x, y])
    #expect(g.count == 2 && g[0].equal(y.detach()) && g[1].equal(x.detach()))
    #expect(x.grad == nil && y.grad == nil)
    #expect(!g[0].requiresGrad)
  }

  @Test func sumsOverOutputs() {
    let g = grad(of: [x.sum(), x * 2], wrt: [x], gradOutputs: [nil, Tensor([1.0, 10])])
    #expect(g[0].equal(Tensor([3.0, 21])))
  }

  @Test func reachesTensorsThatAreNoLeaves() {
    let h = x * x
    let z = (h * y).sum() + h.sum()
    #expect(grad(of: [z], wrt: [h], retainGraph: true)[0].equal(Tensor([4.0, 5])))
    // An input on the way to another one: both gradients are whole.
    let g = grad(of: [z], wrt: [h, x])
    #expect(g[0].equal(Tensor([4.0, 5])) && g[1].equal(Tensor([8.0, 20])))
  }

  @Test func theOutputItselfHasGradientOne() {
    let h = x.sum()
    #expect(grad(of: [h], wrt: [h])[0].item() == 1)
  }

  @Test func givesZerosForUnusedInputsOnlyWhenAllowed() async {
    let g = grad(of: [x.sum()], wrt: [x, y], allowUnused: true)
    #expect(g[1].equal(Tensor([0.0, 0])))
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Tensor([1.0], requiresGrad: true), y = Tensor([[3.0]], requiresGrad: true)
      _ = grad(of: [x.sum()], wrt: [x, y])
    }
    #expect(result?.message.contains("input 1 of shape [1, 1] is not used by the outputs") == true)
  }

  @Test func derivativesOfAnyOrder() {
    let t = Tensor(0.7, dtype: .float64, requiresGrad: true)
    var d = t.sin()
    for _ in 0..<8 { d = grad(of: [d], wrt: [t], createGraph: true)[0] }
    #expect(abs(d.item() - t.sin().item()) < 1e-12)
  }

  /// A gradient penalty, as it is used for training: the slope of a network's output enters the loss.
  @Test func mixesWithBackward() throws {
    let w = Tensor([[2.0, -1]], requiresGrad: true)
    let out = F.linear(x.unsqueeze(0), w).square().sum()
    let slope = grad(of: [out], wrt: [x], createGraph: true)[0]
    slope.square().sum().backward()
    // out = (w·x)², slope = 2 (w·x) w, |slope|² = 4 (w·x)² |w|²: here w·x = 0, so its gradient is 0.
    #expect(try #require(w.grad).equal(Tensor([[0.0, 0]])))
  }

  @Test func stopsAtWhatIsNotNeeded() {
    var calls = 0
    let h = y * 2
    h.registerHook { g in calls += 1; return g }
    let z = (x.exp() + h.detach() + h).sum()
    _ = grad(of: [z], wrt: [x], retainGraph: true)
    let before = calls
    _ = grad(of: [z], wrt: [y])
    #expect(calls == before + 1)
  }
}
