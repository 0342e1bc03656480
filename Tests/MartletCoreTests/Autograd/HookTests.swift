import Martlet
import Testing

/// Hooks on tensors, and gradients kept by tensors that are no leaves.
@Suite struct HookTests {
  @Test func seesAndReplacesTheGradientOfALeaf() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    var seen: [Double] = []
    x.registerHook { g in
      seen = g.toArray()
      return g * 10
    }
    (x * 3).sum().backward()
    #expect(seen == [3, 3])
    #expect(try #require(x.grad).equal(Tensor([30.0, 30])))
  }

  @Test func replacesWhatFlowsThroughAnInnerTensor() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    let h = x * 2
    h.registerHook { $0 * 5 }
    h.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([10.0, 10])))
  }

  @Test func onlyLooksWhenItReturnsNothing() throws {
    let x = Tensor([1.0], requiresGrad: true)
    x.registerHook { _ in nil }
    (x * 4).sum().backward()
    #expect(try #require(x.grad).item() == 4)
  }

  @Test func runInOrderAndCanBeRemoved() throws {
    let x = Tensor([1.0], requiresGrad: true)
    let first = x.registerHook { $0 + 1 }
    x.registerHook { $0 * 10 }
    x.sum().backward()
    #expect(try #require(x.grad).item() == 20)
    first.remove()
    first.remove()
    x.grad = nil
    x.sum().backward()
    #expect(try #require(x.grad).item() == 10)
  }

  @Test func anInnerHookCanBeRemoved() throws {
    let x = Tensor([1.0], requiresGrad: true)
    let h = x * 2
    h.registerHook { $0 * 100 }.remove()
    h.sum().backward()
    #expect(try #require(x.grad).item() == 2)
  }

  /// A hook sees the whole gradient: the sum over all paths.
  @Test func runOnceForAllPaths() {
    let x = Tensor([1.0], requiresGrad: true)
    let h = x * 2
    var seen: [Double] = []
    h.registerHook { g in
      seen += g.toArray(Double.self)
      return nil
    }
    (h * 3 + h * 4).sum().backward()
    #expect(seen == [7])
  }

  @Test func hooksOfSeveralOutputsSeeTheirOwn() throws {
    let x = Tensor([[1.0, 5], [7, 2]], requiresGrad: true)
    let parts = x.unbind()
    parts[1].registerHook { $0 * 10 }
    (parts[0].sum() + parts[1].sum()).backward()
    #expect(try #require(x.grad).equal(Tensor([[1.0, 1], [10, 10]])))
  }

  @Test func retainedGradients() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    let kept = x * x, dropped = x * 3
    kept.retainGrad()
    (kept * 2 + dropped).sum().backward()
    #expect(try #require(kept.grad).equal(Tensor([2.0, 2])))
    #expect(dropped.grad == nil)
  }

  @Test func aRetainedGradientIsWhatHooksLeave() throws {
    let x = Tensor([1.0], requiresGrad: true)
    let h = x * 2
    h.retainGrad()
    h.registerHook { $0 * 7 }
    h.sum().backward()
    #expect(try #require(h.grad).item() == 7)
  }
}
