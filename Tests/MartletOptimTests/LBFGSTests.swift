import Martlet
import Testing

@Suite struct LBFGSTests {
  private func rosenbrock(_ x: Tensor) -> Tensor {
    let valley = x[1] - x[0] * x[0], slope = 1 - x[0]
    return valley * valley * 100 + slope * slope
  }

  /// The losses are PyTorch's.
  @Test func findsTheMinimumOfRosenbrocksValley() {
    let x = Tensor([-1.5, 2.0], dtype: .float64, requiresGrad: true)
    let opt = LBFGS([x], lineSearchFn: .strongWolfe)
    for expected in [12.5, 1.3070983150500495, 1.884048137837783e-07, 1.8769270132829514e-10] {
      let loss = opt.step {
        opt.zeroGrad()
        let loss = rosenbrock(x)
        loss.backward()
        return loss
      }
      #expect(abs(loss.item() - expected) <= 1e-6 * expected)
    }
    #expect(x.detach().allClose(Tensor([0.9999979943196398, 0.9999973438921637], dtype: .float64), rtol: 1e-9))
  }

  @Test func maximizes() {
    let x = Tensor([3.0, -2.0], requiresGrad: true)
    let opt = LBFGS([x], maxIter: 10, maximize: true)
    opt.step {
      opt.zeroGrad()
      let value = -((x - 1) * (x - 1)).sum()
      value.backward()
      return value
    }
    #expect(x.detach().allClose(Tensor([1.0, 1.0]), atol: 1e-4))
  }

  @Test func needsAClosureAndOneGroup() async {
    let step = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      LBFGS([Tensor([1.0], requiresGrad: true)]).step()
    }
    #expect(step.map { String(decoding: $0.standardErrorContent, as: UTF8.self).contains("LBFGS: a step needs a closure") } == true)
    let groups = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LBFGS([ParamGroup([Tensor([1.0], requiresGrad: true)]), ParamGroup([Tensor([1.0], requiresGrad: true)])])
    }
    #expect(groups.map { String(decoding: $0.standardErrorContent, as: UTF8.self).contains("LBFGS: takes all parameters as one group") } == true)
  }
}
