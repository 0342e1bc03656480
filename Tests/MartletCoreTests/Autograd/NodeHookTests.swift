import Martlet
import Testing

/// Hooks on the nodes of the graph, and walks over it.
@Suite struct NodeHookTests {
  private let x = Tensor([1.0, 2], requiresGrad: true)

  /// The order is PyTorch's: the tensor's hooks, those before the node, those after it.
  @Test func runAroundTheDerivative() throws {
    var seen: [String] = []
    let h = x * 2
    let node = try #require(h.gradFn)
    node.registerHook { inputs, outputs in
      seen.append("after \(inputs[0]!.toArray(Double.self)) \(outputs[0]!.toArray(Double.self))")
      return nil
    }
    node.registerPrehook { outputs in
      seen.append("before \(outputs[0]!.toArray(Double.self))")
      return nil
    }
    h.registerHook { g in
      seen.append("tensor \(g.toArray(Double.self))")
      return nil
    }
    (h * 3).sum().backward()
    #expect(seen == ["tensor [3.0, 3.0]", "before [3.0, 3.0]", "after [6.0, 6.0] [3.0, 3.0]"])
    #expect(try #require(x.grad).equal(Tensor([6.0, 6])))
  }

  @Test func replaceGradients() throws {
    let h = x * 2
    let before = h.gradFn?.registerPrehook { [$0[0]! * 10] }
    h.gradFn?.registerHook { inputs, _ in inputs.map { $0.map { $0 + 1 } } }
    h.sum().backward(retainGraph: true)
    #expect(try #require(x.grad).equal(Tensor([21.0, 21])))  // 2 · 10 + 1
    before?.remove()
    x.grad = nil
    h.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([3.0, 3])))
  }

  /// x · x: both inputs are one tensor, and each has its gradient.
  @Test func oneTensorAsTwoInputs() throws {
    let y = x * x
    y.gradFn?.registerHook { inputs, _ in [inputs[0]! * 10, inputs[1]!] }
    y.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([11.0, 22])))
  }

  @Test func severalOutputs() throws {
    let parts = Linalg.qr(Tensor([[2.0, 1], [1, 3]], requiresGrad: true))
    var arrived: [Bool] = []
    parts.R.gradFn?.registerPrehook { outputs in
      arrived = outputs.map { $0 != nil }
      return nil
    }
    parts.R.sum().backward()
    #expect(arrived == [false, true])
  }

  /// What hooks compute is recorded too: twice the gradient 2x of x², whose derivative is 4.
  @Test func secondDerivatives() {
    let y = x * x
    y.gradFn?.registerHook { inputs, _ in inputs.map { $0.map { $0 * 2 } } }
    let g = grad(of: [y.sum()], wrt: [x], createGraph: true)[0]
    #expect(g.equal(Tensor([4.0, 8])))
    #expect(grad(of: [g.sum()], wrt: [x])[0].equal(Tensor([4.0, 4])))
  }

  @Test func theGraphCanBeWalked() throws {
    let h = x.exp()
    let y = h * x
    let next = try #require(y.gradFn).nextFunctions
    #expect(next.count == 2 && next[0].function === h.gradFn && next[1].function == nil)
    #expect(next[0].output == 0 && next[0].function?.name == "ExpBackward0")
    let parts = x.unsqueeze(0).expand(2, 2).unbind()
    #expect(parts[1].sum().gradFn?.nextFunctions.count == 1)
  }

  /// As in PyTorch, `grad` with respect to an inner tensor gives what arrived there, before its hooks.
  @Test func gradOfAnInnerTensorIsTakenBeforeItsHooks() {
    let h = x * 2
    h.registerHook { $0 * 3 }
    let g = grad(of: [(h * h).sum()], wrt: [h, x])
    #expect(g[0].equal(Tensor([4.0, 8])) && g[1].equal(Tensor([24.0, 48])))
  }
}
