import Martlet
import Testing

/// What a module finds of itself: names, order, shared parts.
@Suite struct ReflectionTests {
  final class Block: Module, Layer {
    let norm = BatchNorm2d(4)
    let body: Sequential
    @Parameter var gamma = Tensor.ones(1)
    @Buffer var stepCount = Tensor(0)
    @Buffer("scratch", persistent: false) var temporary = Tensor.zeros(2)

    init(_ n: Int) { body = Sequential(Linear(n, n), ReLU()) }
    func forward(_ x: Tensor) -> Tensor { body(x) * gamma }
  }

  final class Net: Module, Layer {
    let convLayers: [any Layer] = [Conv2d(1, 2, kernelSize: 3), Block(4)]
    let heads: [String: Linear] = ["b": Linear(2, 3), "a": Linear(2, 1, bias: false)]
    let fc1 = Linear(3, 2)
    var extra: Linear? = nil
    let notAModule = 7
    @Parameter("in_proj_weight") var projection = Tensor.zeros(3, 3)
    @Parameter var inputBias: Tensor?
    @Parameter var scale: Tensor? = Tensor.ones(1)

    func forward(_ x: Tensor) -> Tensor { fc1(x) }
  }

  @Test func namesAndTheirOrder() {
    // A module's own parameters first, then its submodules in order of declaration; a dictionary by its sorted keys.
    #expect(
      Net().namedParameters().map(\.name) == [
        "in_proj_weight", "scale", "conv_layers.0.weight", "conv_layers.0.bias", "conv_layers.1.gamma",
        "conv_layers.1.norm.weight", "conv_layers.1.norm.bias", "conv_layers.1.body.0.weight", "conv_layers.1.body.0.bias",
        "heads.a.weight", "heads.b.weight", "heads.b.bias", "fc1.weight", "fc1.bias",
      ])
    #expect(
      Block(4).stateDict().names == [
        "gamma", "step_count", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked",
        "body.0.weight", "body.0.bias",
      ])
    #expect(Block(4).namedBuffers().map(\.name) == ["step_count", "scratch", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked"])
  }

  @Test func optionalPartsCanAppear() {
    let net = Net()
    net.extra = Linear(1, 1)
    net.inputBias = Tensor.zeros(2)
    let names = net.namedParameters().map(\.name)
    #expect(names.contains("extra.weight") && names.contains("input_bias"))
    #expect(net.inputBias!.requiresGrad)
    net.scale = nil
    #expect(!net.namedParameters().map(\.name).contains("scale"))
  }

  final class Tied: Module, Layer {
    let encoder = Linear(4, 3, bias: false)
    let decoder = Linear(4, 3, bias: false)
    let again: Linear
    override init() {
      again = encoder
      super.init()
      decoder.weight = encoder.weight
    }
    func forward(_ x: Tensor) -> Tensor { decoder(encoder(x)) }
  }

  /// As in PyTorch: a shared parameter is trained once, and saved under each of its names.
  @Test func sharedParametersCountOnce() {
    let net = Tied()
    #expect(net.namedParameters().map(\.name) == ["encoder.weight"])
    #expect(net.stateDict().names == ["encoder.weight", "decoder.weight", "again.weight"])
    #expect(net.modules().count == 3)
  }

  final class Renamed: Module {
    let selfAttn = Linear(1, 1, bias: false)
    @Parameter var a = Tensor.zeros(1)
    override class var stateNames: [String: String] { ["selfAttn": "attention.self", "a": "alpha"] }
  }

  class Base: Module {
    @Parameter var first = Tensor.zeros(1)
  }
  final class Derived: Base {
    @Parameter var second = Tensor.zeros(1)
  }

  @Test func namesCanBeChosen() {
    #expect(Renamed().stateDict().names == ["alpha", "attention.self.weight"])
    #expect(Derived().stateDict().names == ["first", "second"], "a base class's come first")
  }

  @Test func treesAreWalked() {
    let net = Net()
    #expect(net.namedModules().map(\.name).prefix(6) == ["", "conv_layers.0", "conv_layers.1", "conv_layers.1.norm", "conv_layers.1.body", "conv_layers.1.body.0"])
    #expect(net.children().count == 5)
    var visited: [String] = []
    Sequential(Linear(1, 1), Sequential(ReLU())).apply { visited.append($0.reprName) }
    #expect(visited == ["Linear", "ReLU", "Sequential", "Sequential"], "children before parents")
  }

  @Test func modesReachEveryModule() {
    let net = Net()
    #expect(net.isTraining)
    #expect(net.eval() === net && net.modules().allSatisfy { !$0.isTraining })
    net.train()
    #expect(net.modules().allSatisfy { $0.isTraining })
  }

  @Test func parametersRequireGradients() throws {
    let net = Linear(2, 1)
    #expect(net.parameters().allSatisfy { $0.requiresGrad && $0.isLeaf })
    net(Tensor.ones(1, 2)).sum().backward()
    #expect(net.weight.grad != nil && net.bias?.grad != nil)
    net.zeroGrad()
    #expect(net.weight.grad == nil && net.bias?.grad == nil)
    net.requiresGrad_(false)
    #expect(!net(Tensor.ones(1, 2)).requiresGrad)
    #expect(!Block(2).stepCount.requiresGrad)
  }

  @Test func dtypesChangeInPlace() {
    let net = Sequential(Linear(2, 2), BatchNorm2d(2))
    let before = net.parameters()
    #expect(net.double() === net)
    #expect(zip(before, net.parameters()).allSatisfy { $0 === $1 && $1.dtype == .float64 })
    #expect(net.stateDict()["1.running_mean"]?.dtype == .float64 && net.stateDict()["1.num_batches_tracked"]?.dtype == .int64)
    #expect((net[0] as! Linear)(Tensor.ones([1, 2], dtype: .float64)).dtype == .float64)
  }
}
