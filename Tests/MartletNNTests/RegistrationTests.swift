import Martlet
import Testing

/// Parts that are registered at run time, found by path, or kept in parameter containers.
@Suite struct RegistrationTests {
  @Test func registeredPartsAreFound() {
    let net = Sequential(Linear(1, 1, bias: false))
    net.registerParameter("gain", Tensor.ones(2))
    net.registerBuffer("steps", Tensor(3))
    net.registerBuffer("scratch", Tensor(0), persistent: false)
    net.registerModule("head", Linear(1, 2, bias: false))
    #expect(net.stateDict().names == ["gain", "steps", "0.weight", "head.weight"])
    #expect(net.namedBuffers().map(\.name) == ["steps", "scratch"] && net.getParameter("gain").requiresGrad)
    #expect(net.getBuffer("steps").item() == 3 && net.getSubmodule("head") is Linear && net.getSubmodule("") === net)
    #expect(net.getParameter("0.weight") === (net[0] as! Linear).weight)
    net.registerParameter("gain", Tensor.zeros(1))
    #expect(net.getParameter("gain").shape == [1])
    let copy = net.deepCopy()
    #expect(copy.stateDict().names == net.stateDict().names && copy.getParameter("gain") !== net.getParameter("gain"))
  }

  final class Blocks: Module {
    let layers: [any Layer] = [Linear(1, 1), Sequential(ReLU())]
  }

  @Test func pathsThroughArrays() { #expect(Blocks().getSubmodule("layers.1.0") is ReLU) }

  @Test func wrongPathsStop() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = Linear(1, 1).getParameter("wieght") }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for word in ["getParameter", "Linear", "'wieght'", "weight", "bias"] { #expect(message.contains(word), "\(message)") }
  }

  /// Texts by PyTorch.
  @Test func parameterContainers() {
    let list = ParameterList([Tensor.ones(2, 3)]).append(Tensor.zeros(4))
    #expect(list.count == 2 && list.parameters().count == 2 && list[-1].requiresGrad && list.map(\.numel) == [6, 4])
    list[1] = Tensor.zeros(5)
    #expect(list.stateDict().names == ["0", "1"] && list[1].shape == [5])
    #expect(
      "\(list)" == """
        ParameterList(
            (0): Parameter containing: [torch.float32 of size 2x3]
            (1): Parameter containing: [torch.float32 of size 5]
        )
        """)
    let dict = ParameterDict(["b": Tensor.ones(2, 3), "a": Tensor.zeros([2], dtype: .float64)])
    #expect(dict.keys == ["b", "a"] && dict.contains("a") && dict["b"].requiresGrad && ParameterList().description == "ParameterList()")
    #expect(
      "\(dict)" == """
        ParameterDict(
            (b): Parameter containing: [torch.FloatTensor of size 2x3]
            (a): Parameter containing: [torch.DoubleTensor of size 2]
        )
        """)
    dict.pop("b")
    #expect(dict.stateDict().names == ["a"])
  }

  @Test func listsAreEditedAndSliced() {
    let s = Sequential(ReLU(), Flatten(), Linear(1, 1))
    #expect(s[1...].count == 2 && s[(-2)...][0] is Flatten && s[..<9].count == 3 && s[5...].count == 0 && s[..<(-1)].count == 2)
    #expect(s.insert(-1, Dropout(0.5)).count == 4 && s[2] is Dropout && s.pop(2) is Dropout && (s + s).count == 6)
    #expect(s.extend(Sequential(ReLU())).count == 4)
    let list = ModuleList([ReLU()]).extend([Flatten()]).insert(0, Linear(1, 1))
    #expect(list[0] is Linear && list[..<2].count == 2 && list.pop() is Flatten)
    let dict = ModuleDict(["a": ReLU()])
    dict.update(["b": Flatten()])
    #expect(dict.contains("b") && dict.pop("a") is ReLU && dict.keys == ["b"])
  }

  @Test func vectorsOfParameters() {
    let l = Linear(2, 1)
    let v = parametersToVector(l.parameters())
    #expect(v.shape == [3] && v.requiresGrad)
    vectorToParameters(Tensor([1.0, 2, 3]), l.parameters())
    #expect(l.weight.toArray(Double.self) == [1, 2] && l.bias!.item() == 3)
  }

  @Test func assignedStateAndPrefixes() throws {
    let l = Linear(2, 1), weight = l.weight
    let given = Tensor([[1.0, 2]], dtype: .float64)
    try l.loadStateDict(["weight": given, "bias": Tensor([0.0], dtype: .float64)], assign: true)
    #expect(l.weight === weight && l.weight.dtype == .float64 && l.weight.requiresGrad && l.weight.storage() === given.storage())
    var state = l.stateDict(prefix: "module.")
    #expect(state.names == ["module.weight", "module.bias"])
    state.consumePrefixIfPresent("module.")
    #expect(state.names == ["weight", "bias"])
  }

  @Test func fusedBatchNorm() {
    let conv = Conv2d(2, 3, kernelSize: 3), bn = BatchNorm2d(3), x = Tensor.randn(4, 2, 5, 5)
    _ = bn(conv(x))
    conv.eval()
    bn.eval()
    let fused = fuseConvBNEval(conv, bn)
    #expect(fused(x).allClose(bn(conv(x)), rtol: 1e-4, atol: 1e-5) && fused !== conv)
  }
}
