import Martlet
import MartletTestSupport
import Testing

/// Hooks around forward and backward passes.
@Suite struct ModuleHookTests {
  /// Numbers by PyTorch.
  @Test func backwardHooksSeeAndReplaceGradients() throws {
    let net = Sequential(Linear(2, 2, bias: false), Lambda { $0.tanh() })
    noGrad { (net[0] as! Linear).weight.copy_(Tensor([[1.0, 2], [3, 4]])) }
    var seen: [String: [Tensor?]] = [:]
    let after = net[1].registerFullBackwardHook { (_: Module, gradInput: [Tensor?], gradOutput: [Tensor?]) -> [Tensor?]? in
      seen["input"] = gradInput
      seen["output"] = gradOutput
      return [gradInput[0]! * 2]
    }
    let before = net[1].registerFullBackwardPreHook { (_: Module, gradOutput: [Tensor?]) -> [Tensor?]? in
      seen["before"] = gradOutput
      return [gradOutput[0]! * 10]
    }
    let x = Tensor([[0.1, -0.2]], requiresGrad: true)
    net(x).sum().backward()
    let pre = try #require(seen["before"]?[0]), out = try #require(seen["output"]?[0]), input = try #require(seen["input"]?[0])
    #expect(difference(pre, [1, 1]) == nil && difference(out, [10, 10]) == nil && difference(input, [9.1514, 7.8645], rtol: 1e-4) == nil)
    #expect(difference(x.grad!, [65.4896, 99.5213], rtol: 1e-5) == nil)
    #expect(difference((net[0] as! Linear).weight.grad!, [1.8303, -3.6605, 1.5729, -3.1458], rtol: 1e-4) == nil)
    after.remove()
    before.remove()
    seen = [:]
    net(x).sum().backward()
    #expect(seen.isEmpty)
  }

  @Test func anInputWithoutGradientIsNil() {
    let layer = Linear(2, 1)
    var calls: [Bool] = []
    layer.registerFullBackwardHook { (_: Module, gradInput: [Tensor?], gradOutput: [Tensor?]) -> Void in
      calls.append(gradInput[0] == nil && gradOutput[0] != nil)
    }
    layer(Tensor.ones(1, 2)).sum().backward()
    noGrad { _ = layer(Tensor.ones(1, 2)) }
    #expect(calls == [true])
  }

  final class SumAndDifference: Module {
    func callAsFunction(_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) {
      let r = withHooks([a, b]) { [$0[0] + $0[1], $0[0] - $0[1]] }
      return (r[0], r[1])
    }
  }

  @Test func modulesOfSeveralInputsAndOutputs() {
    let m = SumAndDifference()
    m.registerForwardPreHookMany { _, x in [x[0] * 10, x[1]] }
    m.registerForwardHookMany { _, x, y in [y[0], y[1] + x[0]] }
    var gradients: [[Double?]] = []
    m.registerFullBackwardHook { (_: Module, gi: [Tensor?], go: [Tensor?]) -> Void in
      gradients += [gi.map { $0?.item() }, go.map { $0?.item() }]
    }
    let a = Tensor([1.0], requiresGrad: true), b = Tensor([2.0], requiresGrad: true)
    let (s, d) = m(a, b)
    #expect(s.item() == 12 && d.item() == 18)
    (s * 3).sum().backward()
    #expect(gradients == [[3, 3], [3, nil]] && a.grad!.item() == 30 && b.grad!.item() == 3)
  }

  @Test func lossesHaveHooks() {
    let loss = MSELoss()
    var count = 0
    loss.registerForwardHookMany { _, inputs, outputs in
      count += inputs.count + outputs.count
      return nil
    }
    #expect(loss(Tensor([1.0]), Tensor([3.0])).item() == 4 && count == 3)
  }
}
