import Martlet
import MartletTestSupport
import Testing

/// Groups, gradients and state, apart from the numbers.
@Suite struct OptimizerTests {
  private let w = Tensor([1.0, 2], requiresGrad: true)
  private let b = Tensor([3.0], requiresGrad: true)

  private func setGradients() {
    w.grad = Tensor([1.0, 1])
    b.grad = Tensor([1.0])
  }

  @Test func groupsHaveSettingsOfTheirOwn() {
    let opt = SGD([ParamGroup([w], lr: 0.5), ParamGroup([b], weightDecay: 1)], lr: 0.1)
    setGradients()
    opt.step()
    #expect(w.allClose(Tensor([0.5, 1.5])) && b.allClose(Tensor([3 - 0.1 * (1 + 3.0)])))
    #expect(opt.paramGroups.map(\.lr) == [0.5, 0.1] && opt.paramGroups[1].weightDecay == 1 && opt.paramGroups[0].momentum == 0)
    opt.paramGroups[0].lr = 1
    w.grad = Tensor([1.0, 1])
    b.grad = nil
    opt.step()
    #expect(w.allClose(Tensor([-0.5, 0.5])) && b.allClose(Tensor([2.6])))
  }

  @Test func groupsCanBeAdded() {
    let opt = Adam([w], lr: 0.1, betas: (0.5, 0.6), eps: 1e-3)
    opt.addParamGroup(ParamGroup([b], lr: 1))
    #expect(opt.paramGroups.count == 2 && opt.paramGroups[1].lr == 1 && opt.paramGroups[1].betas == (0.5, 0.6) && opt.paramGroups[1].eps == 1e-3)
    setGradients()
    opt.step()
    #expect(b.allClose(Tensor([2.0]), atol: 2e-3))
  }

  @Test func zeroGradForgetsGradients() {
    let opt = SGD([w, b], lr: 0.1)
    setGradients()
    opt.zeroGrad()
    #expect(w.grad == nil && b.grad == nil)
    opt.step()
    #expect(w.equal(Tensor([1.0, 2])))
  }

  @Test func stateIsKeptByParameter() {
    let opt = SGD([w, b], lr: 0.1, momentum: 0.9)
    w.grad = Tensor([1.0, 2])
    opt.step()
    #expect(opt.state(of: w).tensor("momentum_buffer").equal(Tensor([1.0, 2])))
    #expect(opt.state(of: b).entries.isEmpty)
    let adam = Adam([w], amsgrad: true)
    w.grad = Tensor([1.0, 2])
    adam.step()
    #expect(adam.state(of: w).tensor("step").item() == 1)
    #expect(adam.state(of: w).entries.map(\.name) == ["step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"])
  }

  @Test func aClosureComputesTheLoss() {
    let opt = SGD([w], lr: 0.25)
    let loss = noGrad {  // recording is on inside the closure all the same
      opt.step {
        opt.zeroGrad()
        let loss = (w * w).sum()
        loss.backward()
        return loss
      }
    }
    #expect(loss.item() == 5 && w.equal(Tensor([0.5, 1])))
  }

  @Test func stepsAreNotRecordedAndAreSeenByVersionChecks() async {
    let opt = SGD([w], lr: 0.1)
    (w * w).sum().backward()
    opt.step()
    #expect(w.isLeaf && w.requiresGrad)
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let w = Tensor([1.0, 2], requiresGrad: true)
      let opt = SGD([w], lr: 0.1)
      let y = (w * w).sum()
      y.backward(retainGraph: true)
      opt.step()
      y.backward()
    }
    #expect(result.map { String(decoding: $0.standardErrorContent, as: UTF8.self).contains("in-place operation") } == true)
  }

  @Test func learnsALine() {
    let x = sample(64, 1, seed: 1), y = x * 3 + 5
    let net = Linear(1, 1)
    for opt in [SGD(net.parameters(), lr: 0.1), Adam(net.parameters(), lr: 0.05)] as [Optimizer] {
      Init.zeros_(net.weight)
      Init.zeros_(net.bias!)
      for _ in 0..<600 {
        opt.zeroGrad()
        F.mseLoss(net(x), y).backward()
        opt.step()
      }
      #expect(abs(net.weight.item() - 3) < 0.01 && abs(net.bias!.item() - 5) < 0.01)
    }
  }

  @Test func groupsTakeAnySettingByName() {
    let opt = RMSprop([ParamGroup([w], options: ["alpha": 0.5, "centered": true]), ParamGroup([b], weightDecay: 1e-5)], lr: 0.1)
    #expect(opt.paramGroups.map { $0.number("alpha") } == [0.5, 0.99] && opt.paramGroups.map { $0.flag("centered") } == [true, false])
    setGradients()
    opt.step()
    #expect(opt.state(of: w)["grad_avg"] != nil && opt.state(of: b)["grad_avg"] == nil)
  }

  @Test func zeroGradCanKeepZeros() {
    let opt = SGD([w, b], lr: 0.1)
    setGradients()
    b.grad = nil
    opt.zeroGrad(setToNone: false)
    #expect(w.grad!.equal(Tensor([0.0, 0])) && b.grad == nil)
  }

  @Test func hooksRunAroundAStep() {
    let opt = SGD([b], lr: 1)
    var seen: [Double] = []
    let before = opt.registerStepPreHook { _ in seen.append(self.b.item()) }
    let after = opt.registerStepPostHook { seen.append($0.paramGroups[0].params[0].item()) }
    b.grad = Tensor([1.0])
    opt.step()
    #expect(seen == [3, 2])
    before.remove()
    opt.step()
    after.remove()
    opt.step()
    #expect(seen == [3, 2, 1])
  }

  @Test func printsAsPyTorchDoes() {
    #expect(
      SGD([ParamGroup([w]), ParamGroup([b], lr: 1)], lr: 0.5).description == """
        SGD (
        Parameter Group 0
            dampening: 0.0
            lr: 0.5
            maximize: False
            momentum: 0.0
            nesterov: False
            weight_decay: 0.0

        Parameter Group 1
            dampening: 0.0
            lr: 1.0
            maximize: False
            momentum: 0.0
            nesterov: False
            weight_decay: 0.0
        )
        """)
  }

  /// An optimiser of the user's own.
  final class SignDescent: Optimizer {
    init(_ params: [Tensor], lr: Double) { super.init(params, defaults: ["lr": lr]) }
    override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
      for (p, g) in zip(params, grads) { p.sub_(g.sign(), alpha: group.lr) }
    }
  }

  @Test func canBeWrittenByUsers() {
    let opt = SignDescent([w, b], lr: 0.5)
    w.grad = Tensor([-7.0, 0.1])
    opt.step()
    #expect(w.equal(Tensor([1.5, 1.5])) && b.equal(Tensor([3.0])))
  }
}
