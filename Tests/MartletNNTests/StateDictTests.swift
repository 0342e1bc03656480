import Martlet
import MartletTestSupport
import Testing

/// Saving and restoring a module's tensors.
@Suite struct StateDictTests {
  private func network() -> Sequential { Sequential(Linear(3, 4), BatchNorm2d(4), Linear(4, 2)) }

  @Test func roundTrip() throws {
    let a = network(), b = network()
    #expect(!(a[0] as! Linear).weight.equal((b[0] as! Linear).weight))
    let result = try b.loadStateDict(a.stateDict())
    #expect(result.missing.isEmpty && result.unexpected.isEmpty)
    for (x, y) in zip(a.stateDict(), b.stateDict()) {
      #expect(x.name == y.name && x.tensor.equal(y.tensor) && x.tensor.storage() !== y.tensor.storage())
    }
    #expect(b.parameters().allSatisfy { $0.requiresGrad && $0.isLeaf })
  }

  @Test func sharesMemoryWithTheModule() {
    let net = network()
    let dict = net.stateDict()
    #expect(dict["0.weight"]?.requiresGrad == false)
    dict["0.bias"]?.fill_(3)
    #expect((net[0] as! Linear).bias!.equal(Tensor.full([4], 3.0)))
    #expect(dict["nothing"] == nil && dict.count == dict.names.count && dict.dictionary.count == dict.count)
  }

  @Test func convertsToTheModulesDtype() throws {
    let net = Linear(2, 1)
    try net.loadStateDict(["weight": Tensor([[1.0, 2]], dtype: .float64), "bias": Tensor([3.0], dtype: .float16)])
    #expect(net.weight.dtype == .float32 && net.weight.equal(Tensor([[1.0, 2]])) && net.bias!.equal(Tensor([3.0])))
  }

  @Test func aStrictLoadNamesEverythingThatDoesNotFit() throws {
    let net = network()
    var dict = net.stateDict()
    let before = dict.map { $0.tensor.clone() }
    dict["0.weight"] = Tensor.zeros(5, 3)
    dict["1.running_var"] = nil
    dict["2.bias"] = nil
    dict["2.wieght"] = Tensor.zeros(1)
    let wrong = dict
    let error = try #require(#expect(throws: StateDictError.self) { try net.loadStateDict(wrong) })
    #expect(error.missing == ["1.running_var", "2.bias"] && error.unexpected == ["2.wieght"])
    #expect(error.mismatched.map(\.name) == ["0.weight"])
    for words in ["Sequential", "missing: 1.running_var, 2.bias", "unexpected: 2.wieght", "0.weight", "[5, 3]", "[4, 3]"] {
      #expect("\(error)".contains(words), "\(error)")
    }
    for (old, new) in zip(before, net.stateDict()) { #expect(old.equal(new.tensor), "nothing was changed") }
  }

  @Test func aLooseLoadTakesWhatFits() throws {
    let net = Linear(2, 1)
    let old = net.bias!.clone()
    let result = try net.loadStateDict(["weight": Tensor([[5.0, 6]]), "other": Tensor.zeros(1)], strict: false)
    #expect(result.missing == ["bias"] && result.unexpected == ["other"])
    #expect(net.weight.equal(Tensor([[5.0, 6]])) && net.bias!.equal(old))
    #expect(throws: StateDictError.self) { try net.loadStateDict(["weight": Tensor.zeros(3)], strict: false) }
  }

  @Test func anOptimiserKeepsItsParameters() throws {
    let net = Linear(2, 1)
    let opt = SGD(net.parameters(), lr: 1)
    try net.loadStateDict(["weight": Tensor([[1.0, 1]]), "bias": Tensor([0.0])])
    net(Tensor([[1.0, 2]])).sum().backward()
    opt.step()
    #expect(net.weight.equal(Tensor([[0.0, -1]])) && net.bias!.equal(Tensor([-1.0])))
  }
}
