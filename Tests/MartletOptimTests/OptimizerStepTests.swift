import Martlet
import MartletTestSupport
import Testing

/// Where five steps take a parameter: PyTorch's numbers, printed by Tests/Reference/optimizer_steps.py.
@Suite struct OptimizerStepTests {
  struct Steps: Sendable, CustomStringConvertible {
    let description: String
    let end: [Double]
    let optimizer: @Sendable (Tensor) -> Optimizer
    init(_ name: String, _ end: [Double], _ optimizer: @escaping @Sendable (Tensor) -> Optimizer) {
      description = name
      self.end = end
      self.optimizer = optimizer
    }
  }

  static let sgd = [
    Steps("plain", [0.8499999999999999, -1.9, 2.9765000000000006]) { SGD([$0], lr: 0.1) },
    Steps("momentum", [0.6829689999999998, -1.737118, 2.9098820000000005]) { SGD([$0], lr: 0.1, momentum: 0.9) },
    Steps("nesterov", [0.5646720999999999, -1.6634061999999998, 2.8953938000000004]) {
      SGD([$0], lr: 0.1, momentum: 0.9, nesterov: true)
    },
    Steps("dampening", [0.7657930000000001, -1.791412, 2.9000614999999996]) { SGD([$0], lr: 0.1, momentum: 0.9, dampening: 0.3) },
    Steps("weight decay", [0.6333407551999999, -1.5383333504, 2.5000886656]) { SGD([$0], lr: 0.1, momentum: 0.5, weightDecay: 0.2) },
    Steps("maximize", [1.0499803184, -1.9039207968, 2.7335695552]) { SGD([$0], lr: 0.1, weightDecay: 0.2, maximize: true) },
  ]

  static let adam = [
    Steps("Adam", [0.757458465868005, -1.7500000125000001, 2.8964478157178832]) { Adam([$0], lr: 0.05) },
    Steps("weight decay", [0.7471474801408976, -1.7507484409749416, 2.7574855873388064]) {
      Adam([$0], lr: 0.05, betas: (0.8, 0.95), eps: 1e-4, weightDecay: 0.3)
    },
    Steps("amsgrad", [0.75040435246775, -1.7500000124999997, 2.9337404316390003]) {
      Adam([$0], lr: 0.05, betas: (0.5, 0.6), amsgrad: true)
    },
    Steps("maximize", [1.242541534131995, -2.2499999875, 3.1035521842821168]) { Adam([$0], lr: 0.05, maximize: true) },
    Steps("AdamW", [0.755205140432218, -1.7452548850193785, 2.889098754851273]) { AdamW([$0], lr: 0.05) },
    Steps("AdamW with more decay", [0.6504650430270066, -1.5243827853279306, 2.5466904963974755]) {
      AdamW([$0], lr: 0.05, weightDecay: 0.5, amsgrad: true)
    },
  ]

  static let others = [
    Steps("Adamax", [0.7972044577278823, -1.7528940793531598, 2.8338989802319094]) { Adamax([$0], lr: 0.05, weightDecay: 0.1) },
    Steps("NAdam", [0.7280745569310432, -1.7502085379572698, 2.8749167208359463]) {
      NAdam([$0], lr: 0.05, weightDecay: 0.1, decoupledWeightDecay: true)
    },
    Steps("RAdam", [0.9401564945895081, -1.95, 2.979902273083938]) { RAdam([$0], lr: 0.05, betas: (0.6, 0.7)) },
    Steps("Adagrad", [0.8090922653331474, -1.8320062588558743, 2.9460383969018378]) {
      Adagrad([$0], lr: 0.1, lrDecay: 0.2, initialAccumulatorValue: 0.1)
    },
    Steps("Adadelta", [0.9928857834177612, -1.9948257924041313, 2.999283082319872]) { Adadelta([$0], lr: 0.5, rho: 0.7) },
    Steps("RMSprop", [1.4771266792653561, -2.392763129685454, 3.0914103330206113]) { RMSprop([$0], lr: 0.05, alpha: 0.8, maximize: true) },
    Steps("centered RMSprop", [-0.5346581014026234, -0.2949044790627056, 2.7212907547623866]) {
      RMSprop([$0], lr: 0.05, alpha: 0.5, momentum: 0.8, centered: true)
    },
    Steps("Rprop", [0.6799999999999997, -1.6799999999999997, 2.9125]) { Rprop([$0], lr: 0.05, stepSizes: (0.01, 0.07)) },
    Steps("ASGD", [0.8455157311015841, -1.890383691676937, 2.9616443839452384]) { ASGD([$0], lr: 0.1, lambd: 0.01, t0: 2) },
    Steps("Adafactor", [-0.19558264234507902, -0.9745984937513117, 2.676999773434931]) {
      Adafactor([$0], lr: 0.1, eps: (1e-6, 1e-3), weightDecay: 0.1)
    },
  ]

  @Test(arguments: sgd + adam + others, [DType.float64, .float32])
  func fiveSteps(_ steps: Steps, _ dtype: DType) {
    let p = Tensor([1.0, -2, 3], dtype: dtype, requiresGrad: true)
    let opt = steps.optimizer(p)
    for t in 0..<5 {
      let n = Double(t + 1)
      p.grad = Tensor([0.1 * n, -0.2, (t % 2 == 0 ? 0.3 : -0.3) / n], dtype: dtype)
      opt.step()
    }
    #expect(difference(p.detach(), steps.end, rtol: dtype == .float64 ? 1e-13 : 2e-6) == nil)
    #expect(p.isLeaf && p.requiresGrad)
  }

  /// Parameters of odd sizes, and one that is not contiguous: the fused step must give what each alone would.
  @Test func manyParametersAtOnce() {
    let shapes = [[1], [7], [33], [5, 3], [1000]]
    func parameters() -> [Tensor] {
      shapes.enumerated().map { i, s in
        let x = Tensor(numbers(s.reduce(1, *), seed: i), shape: s)
        return (i == 3 ? Layout.transposed.applied(to: x) : x).requiresGrad_()
      }
    }
    for make in [{ SGD($0, lr: 0.1, momentum: 0.9) }, { Adam($0, lr: 0.1) }] as [([Tensor]) -> Optimizer] {
      let together = parameters(), apart = parameters()
      let one = make(together), many = apart.map { make([$0]) }
      for t in 0..<3 {
        for (k, (a, b)) in zip(together, apart).enumerated() {
          let g = Tensor(numbers(a.numel, seed: 50 + 10 * t + k), shape: a.shape)
          a.grad = g.clone()
          b.grad = g
        }
        one.step()
        for o in many { o.step() }
      }
      for (a, b) in zip(together, apart) { #expect(a.allClose(b, rtol: 1e-6)) }
    }
  }
}
