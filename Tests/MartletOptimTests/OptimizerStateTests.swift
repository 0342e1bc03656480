import Martlet
import MartletTestSupport
import Testing

/// Saving an optimiser and going on from there.
@Suite struct OptimizerStateTests {
  struct Make: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let optimizer: @Sendable ([Tensor]) -> Optimizer
    init(_ name: String, _ optimizer: @escaping @Sendable ([Tensor]) -> Optimizer) {
      testDescription = name
      self.optimizer = optimizer
    }
  }

  static let all = [
    Make("SGD") { SGD($0, lr: 1e-2, momentum: 0.9, dampening: 0.1) },
    Make("Adam") { Adam($0, lr: 0.1, amsgrad: true) },
    Make("AdamW") { AdamW($0, lr: 0.1) },
    Make("Adamax") { Adamax($0, lr: 0.1) },
    Make("NAdam") { NAdam($0, lr: 0.1) },
    Make("RAdam") { RAdam($0, lr: 1e-2, betas: (0.9, 0.9)) },
    Make("Adagrad") { Adagrad($0, lr: 0.1, lrDecay: 0.1) },
    Make("Adadelta") { Adadelta($0) },
    Make("RMSprop") { RMSprop($0, lr: 0.1, momentum: 0.5, centered: true) },
    Make("Rprop") { Rprop($0) },
    Make("ASGD") { ASGD($0, lr: 1e-2, lambd: 0.1, t0: 3) },
    Make("Adafactor") { Adafactor($0, lr: 0.1) },
    Make("Muon") { Muon($0, lr: 0.1) },
    Make("LBFGS") { LBFGS($0, lr: 0.1, maxIter: 3, historySize: 4) },
    Make("LBFGS with a line search") { LBFGS($0, maxIter: 3, historySize: 4, lineSearchFn: .strongWolfe) },
  ]

  private func parameters(_ dtype: DType) -> [Tensor] {
    [[3, 4], [5, 2]].enumerated().map { Tensor(numbers($1[0] * $1[1], seed: $0), shape: $1).to(dtype).requiresGrad_() }
  }

  /// A step down a valley like Rosenbrock's.
  private func step(_ optimizer: Optimizer, _ params: [Tensor]) {
    optimizer.step {
      optimizer.zeroGrad()
      let loss = params.map { p in
        let x = p.reshape(-1), valley = x[1...] - x[..<(-1)] * x[..<(-1)]
        return (valley * valley + (x[..<(-1)] - 1).pow(2)).mean()
      }.reduce(Tensor(0.0)) { $0 + $1.float() }
      loss.backward()
      return loss
    }
  }

  @Test(arguments: all, [DType.float32, .float64])
  func goesOnBitForBit(_ make: Make, _ dtype: DType) throws {
    let params = parameters(dtype), optimizer = make.optimizer(params)
    for _ in 0..<5 { step(optimizer, params) }

    let copies = params.map { $0.detach().clone().requiresGrad_() }, resumed = make.optimizer(copies)
    try resumed.loadStateDict(optimizer.stateDict())
    for _ in 0..<5 {
      step(optimizer, params)
      step(resumed, copies)
    }
    for (a, b) in zip(params, copies) { #expect(a.equal(b) && a.isfinite().all().item(as: Bool.self)) }
    #expect(resumed.stateDict().description == optimizer.stateDict().description)
  }

  @Test func hasPyTorchsStructure() throws {
    let w = Tensor([1.0, 2], requiresGrad: true), b = Tensor([3.0], requiresGrad: true)
    let opt = Adam([ParamGroup([w]), ParamGroup([b], lr: 1)], lr: 0.5)
    b.grad = Tensor([1.0])
    opt.step()
    let dict = opt.stateDict()
    let state = try dict.entry("state").entries
    #expect(state.map(\.key) == [.int(1)])
    #expect(try state[0].value.entries.map(\.key.description) == ["step", "exp_avg", "exp_avg_sq"])
    #expect(try state[0].value.entry("step").tensor.equal(Tensor(1.0)))
    let groups = try dict.entry("param_groups").list
    #expect(try groups.map { try $0.entry("lr").double } == [0.5, 1])
    #expect(try groups.map { try $0.entry("params").list.map { try $0.int } } == [[0], [1]])
    guard case .tuple(let betas) = try groups[0].entry("betas").kind else {
      Issue.record("betas are no tuple")
      return
    }
    #expect(try betas.map { try $0.double } == [0.9, 0.999])
  }

  @Test func settingsAreRestored() throws {
    let w = Tensor([1.0], requiresGrad: true)
    let saved = SGD([w], lr: 0.5, momentum: 0.9, nesterov: true), fresh = SGD([w], lr: 0.1)
    try fresh.loadStateDict(saved.stateDict())
    #expect(fresh.paramGroups[0].lr == 0.5 && fresh.paramGroups[0].momentum == 0.9 && fresh.paramGroups[0].flag("nesterov"))
  }

  @Test func refusesWhatDoesNotFit() throws {
    let a = Tensor([1.0, 2], requiresGrad: true), b = Tensor([3.0], requiresGrad: true)
    let opt = Adam([a, b], lr: 0.5)
    func message(_ dict: Value) -> String {
      do {
        try opt.loadStateDict(dict)
        return "loaded"
      } catch {
        return "\(error)"
      }
    }
    #expect(message(Adam([ParamGroup([a]), ParamGroup([b])]).stateDict()).contains("2 parameter groups, the optimiser 1"))
    #expect(message(Adam([a]).stateDict()).contains("group 0 of the state dict has 1 parameters, the optimiser's has 2"))
    #expect(message(.record([("state", 1)])).contains("no entry 'param_groups'"))
    let swapped = Adam([b, a], lr: 0.1)
    a.grad = Tensor([1.0, 1])
    swapped.step()
    #expect(message(swapped.stateDict()).contains("'exp_avg' of parameter 1 has shape [2], the parameter [1]"))
    #expect(opt.paramGroups[0].lr == 0.5)  // nothing was changed
  }

  @Test(arguments: [Generator.Kind.philox, .torch])
  func generatorsGoOn(_ kind: Generator.Kind) throws {
    let g = Generator(seed: 3, kind: kind), h = Generator(seed: 4, kind: kind)
    _ = Tensor.randn(5, generator: g)
    try h.loadStateDict(g.stateDict())
    #expect(Tensor.randn(7, generator: g).equal(Tensor.randn(7, generator: h)))
    let other = Generator(seed: 1, kind: kind == .philox ? .torch : .philox)
    #expect(throws: ValueError.self) { try other.loadStateDict(g.stateDict()) }
  }
}
