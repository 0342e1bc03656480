import Martlet
import Testing

/// Sequential, its builder, lists, dictionaries and hooks.
@Suite struct ContainerTests {
  private func names(_ s: Sequential) -> [String] { s.map { $0.reprName } }

  @Test func theBuilderTakesConditionsAndLoops() {
    func build(drop: Bool, relu: Bool, depth: Int) -> Sequential {
      Sequential {
        Linear(2, 2)
        if drop { Dropout(0.1) }
        if relu { ReLU() } else { Lambda { $0.tanh() } }
        for i in 0..<depth {
          Linear(2, 2)
          if i > 0 { Flatten() }
        }
      }
    }
    #expect(names(build(drop: true, relu: true, depth: 0)) == ["Linear", "Dropout", "ReLU"])
    #expect(names(build(drop: false, relu: false, depth: 2)) == ["Linear", "Lambda", "Linear", "Linear", "Flatten"])
  }

  @Test func layersRunInOrder() {
    let s = Sequential(Lambda { $0 + 1 }, Lambda { $0 * 10 })
    #expect(s(Tensor([1.0, 2])).toArray(Double.self) == [20, 30])
    s.append(Lambda { $0 - 1 })
    #expect(s.count == 3 && s(Tensor([1.0])).item() == 19)
    s[0] = Lambda { $0 + 2 }
    #expect(s(Tensor([1.0])).item() == 29 && s[-1](Tensor([1.0])).item() == 0)
    #expect(s[0..<1](Tensor([1.0])).item() == 3)
    let more: [any Layer] = [ReLU(), ReLU()]
    #expect(Sequential(more).count == 2 && Sequential { more }.count == 2)
  }

  @Test func listsAndDictionariesHoldParameters() {
    let list = ModuleList([Linear(1, 1, bias: false), Linear(1, 1, bias: false)])
    list.append(Linear(1, 1))
    #expect(list.stateDict().names == ["0.weight", "1.weight", "2.weight", "2.bias"] && list.count == 3)
    #expect((list[-1] as! Linear).bias != nil)
    let dict = ModuleDict(["z": Linear(1, 1, bias: false), "a": ReLU()])
    dict["m"] = Linear(1, 1, bias: false)
    #expect(dict.keys == ["z", "a", "m"] && dict.stateDict().names == ["z.weight", "m.weight"])
    #expect(dict["a"](Tensor([-1.0])).item() == 0 && dict.map(\.name) == ["z", "a", "m"])
  }

  @Test func forwardHooks() {
    let net = Sequential(Lambda { $0 * 2 }, Lambda { $0 + 1 })
    var seen: [Double] = []
    let looks = net[0].registerForwardHook { (m: Module, x: Tensor, y: Tensor) in seen += [x.item(), y.item()] }
    let replaces = net.registerForwardHook { (_: Module, _: Tensor, y: Tensor) -> Tensor? in y * 100 }
    let before = net.registerForwardPreHook { (_: Module, x: Tensor) -> Tensor? in x + 1 }
    #expect(net(Tensor([1.0])).item() == 500 && seen == [2, 4])
    looks.remove()
    replaces.remove()
    #expect(net(Tensor([1.0])).item() == 5 && seen == [2, 4])
    before.remove()
    #expect(net(Tensor([1.0])).item() == 3)
  }
}
