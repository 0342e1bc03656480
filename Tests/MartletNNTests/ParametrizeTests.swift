import Martlet
import MartletTestSupport
import Testing

/// Parametrised weights: values, gradients and state names by PyTorch.
@Suite struct ParametrizeTests {
  private func linear() -> Linear {
    let l = Linear(3, 2)
    noGrad {
      l.weight.copy_(Tensor([[1.0, 2, 2], [0.5, -1, 3]]))
      l.bias!.copy_(Tensor([0.1, -0.2]))
    }
    return l
  }
  private let x = Tensor([[1.0, -1, 2]])

  @Test func weightNorm() throws {
    let l = Parametrizations.weightNorm(linear())
    #expect(l.stateDict().names == ["bias", "parametrizations.weight.original0", "parametrizations.weight.original1"])
    #expect(l.namedModules().map(\.name) == ["", "parametrizations", "parametrizations.weight", "parametrizations.weight.0"])
    #expect(difference(l.getParameter("parametrizations.weight.original0"), [3, 3.2016], rtol: 1e-4) == nil)
    let y = l(x)
    #expect(difference(y, [3.1, 7.3]) == nil)
    y.sum().backward()
    #expect(difference(l.getParameter("parametrizations.weight.original0").grad!, [1, 2.3426], rtol: 1e-4) == nil)
    #expect(
      difference(
        l.getParameter("parametrizations.weight.original1").grad!, [0.6667, -1.6667, 1.3333, 0.6341, -0.2683, -0.1951], rtol: 0, atol: 1e-4) == nil)
    #expect(Parametrizations.weightNorm(linear(), dim: nil).getParameter("parametrizations.weight.original0").shape == [])
    #expect(Parametrizations.weightNorm(linear(), dim: 1).getParameter("parametrizations.weight.original0").shape == [1, 3])
    #expect(
      "\(l)" == """
        ParametrizedLinear(
          in_features=3, out_features=2, bias=True
          (parametrizations): ModuleDict(
            (weight): ParametrizationList(
              (0): _WeightNorm()
            )
          )
        )
        """)
    #expect(Parametrize.isParametrized(l) && Parametrize.isParametrized(l, "weight") && !Parametrize.isParametrized(l, "bias"))
    Parametrize.removeParametrizations(l, "weight")
    #expect(l.stateDict().names == ["weight", "bias"] && l.weight.isLeaf && l.weight.requiresGrad && !Parametrize.isParametrized(l))
    #expect(difference(l(x), [3.1, 7.3]) == nil)
  }

  @Test func weightNormUnderOlderNames() {
    let l = Martlet.weightNorm(linear())
    #expect(l.stateDict().names == ["bias", "weight_g", "weight_v"] && "\(l)" == "Linear(in_features=3, out_features=2, bias=True)")
    #expect(difference(l(x), [3.1, 7.3]) == nil)
    let copy = l.deepCopy()
    noGrad { copy.getParameter("weight_g").mul_(2) }
    #expect(difference(copy.weight, [2, 4, 4, 1, -2, 6]) == nil && difference(l.weight, [1, 2, 2, 0.5, -1, 3]) == nil)
    #expect(removeWeightNorm(l).stateDict().names == ["weight", "bias"])
  }

  @Test func spectralNorm() throws {
    let l = Parametrizations.spectralNorm(linear())
    #expect(
      l.stateDict().names == ["bias", "parametrizations.weight.original", "parametrizations.weight.0._u", "parametrizations.weight.0._v"])
    var state = l.stateDict()
    state["parametrizations.weight.0._u"] = Tensor([0.6, 0.8])
    state["parametrizations.weight.0._v"] = Tensor([1.0, 0, 0])
    try l.loadStateDict(state)
    let text = "\(l)"
    #expect(text.hasPrefix("ParametrizedLinear(\n  in_features=3") && difference(l.getBuffer("parametrizations.weight.0._u"), [0.6, 0.8]) == nil)
    #expect(difference(l.weight, [0.2790, 0.5579, 0.5579, 0.1395, -0.2790, 0.8369], rtol: 0, atol: 1e-4) == nil)
    #expect(difference(l.getBuffer("parametrizations.weight.0._u"), [0.8944, 0.4472], rtol: 1e-4) == nil)
    #expect(difference(l.getBuffer("parametrizations.weight.0._v"), [0.3119, 0.3743, 0.8733], rtol: 2e-4) == nil)
    l.eval()
    l(x).sum().backward()
    #expect(
      difference(
        l.getParameter("parametrizations.weight.original").grad!, [0.0510, -0.5525, -0.0803, 0.1650, -0.4157, 0.2388], rtol: 0, atol: 1e-4)
        == nil)
  }

  final class Symmetric: Module, Layer {
    func forward(_ x: Tensor) -> Tensor { x.triu() + x.triu(1).t() }
  }

  @Test func aUsersParametrisation() throws {
    let l = Linear(2, 2, bias: false)
    noGrad { l.weight.copy_(Tensor([[1.0, 2], [3, 4]])) }
    let weight = l.weight
    Parametrize.registerParametrization(l, "weight", Symmetric())
    #expect(l.weight.toArray(Double.self) == [1, 2, 2, 4] && l.parameters()[0] === weight)
    l(Tensor([[1.0, 3]])).sum().backward()
    #expect(weight.grad!.toArray(Double.self) == [1, 4, 0, 3])
    let copy = l.deepCopy()
    noGrad { weight.zero_() }
    #expect(copy.weight.toArray(Double.self) == [1, 2, 2, 4] && l.weight.toArray(Double.self) == [0, 0, 0, 0])
    Parametrize.removeParametrizations(copy, "weight", leaveParametrized: false)
    #expect(copy.weight.toArray(Double.self) == [1, 2, 3, 4] && copy.stateDict().names == ["weight"])
  }

  @Test func orthogonal() throws {
    let expected: [(OrthogonalMap, [Double])] = [
      (.matrixExp, [0.7274479866, -0.1327682883, 0.3959219456, 0.8825206757, -0.5604151487, 0.4511427879]),
      (.cayley, [0.7552742362, -0.1350210905, 0.3713080287, 0.8945147991, -0.5400844216, 0.4261603951]),
      (.householder, [-0.2658228874, 0.3360978067, -0.3797468841, 0.8249673843, 0.8860760331, 0.4543867707]),
    ]
    for (map, values) in expected {
      let l = Parametrizations.orthogonal(Linear(2, 3, bias: false), orthogonalMap: map, useTrivialization: false)
      try l.loadStateDict(["parametrizations.weight.original": Tensor([[1, 0.1], [0.3, -1], [-0.7, 0.4]])])
      #expect(difference(l.weight, values, rtol: 1e-5, atol: 1e-6) == nil, "\(map)")
    }
  }

  @Test(arguments: [[2, 3], [3, 2], [3, 3]]) func orthogonalValuesStartOrthogonal(_ sizes: [Int]) {
    for map in [OrthogonalMap.matrixExp, .cayley, .householder] {
      let l = Parametrizations.orthogonal(Linear(sizes[0], sizes[1], bias: false), orthogonalMap: map)
      let q = sizes[1] < sizes[0] ? l.weight.t() : l.weight
      #expect(q.t().mm(q).allClose(Tensor.eye(q.size(1)), rtol: 0, atol: 1e-5), "\(map)")
      let target = Linalg.qr(Tensor.randn(q.size(0), q.size(1))).Q
      l.weight = sizes[1] < sizes[0] ? target.t() : target
      #expect(l.weight.allClose(sizes[1] < sizes[0] ? target.t() : target, rtol: 0, atol: 1e-5), "assigned to \(map)")
      l.weight.sum().backward()
      #expect(l.getParameter("parametrizations.weight.original").grad != nil)
    }
  }
}
