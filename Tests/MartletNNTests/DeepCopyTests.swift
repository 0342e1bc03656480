import Martlet
import Testing

/// Deep copies of modules of every make.
@Suite struct DeepCopyTests {
  class Base: Module {
    let depth: Int
    private let secret = "a string that is long enough for the heap"
    private var inner = Linear(2, 2)
    init(depth: Int) { self.depth = depth }
    var secretText: String { secret }
    var innerLayer: Linear { inner }
  }
  enum Mode: Equatable { case fast, slow(factor: Double, names: [String]) }
  protocol Owner: AnyObject {}
  struct Pair { var first: Linear, n: Int8, second: Linear }

  final class Child: Module {
    weak var parent: Net<Double>?
    weak var delegate: (any Owner)?
    unowned var owner: any Owner
    unowned var optionalOwner: Net<Double>?
    init(_ net: Net<Double>) {
      parent = net
      delegate = net
      owner = net
      optionalOwner = net
    }
  }

  final class Net<T>: Base, Layer, Owner {
    let tag: T
    let layers: [any Layer]
    var table = ["a": Linear(1, 1), "b": Linear(2, 1)]
    var head: Linear? = Linear(3, 3)
    var absent: Linear? = nil
    var mode = Mode.slow(factor: 2, names: ["x", "y"])
    let activation: (Tensor) -> Tensor
    var tuple = (Linear(1, 1), 7)
    var pair: Pair
    var anything: Any = [Linear(1, 1)]
    let wide = SIMD8<Float>(repeating: 3)
    @Parameter var scale = Tensor.ones(3)
    @Parameter var maybe: Tensor?
    @Buffer("buf", persistent: false) var b = Tensor.zeros(2)
    var cache: Tensor? = Tensor.arange(3.0)
    lazy var made = Linear(5, 5)
    var child: Child?

    init(_ tag: T, _ layers: [any Layer]) {
      self.tag = tag
      self.layers = layers
      let l = Linear(2, 1)
      pair = Pair(first: l, n: 3, second: l)
      activation = { $0 * 2 }
      super.init(depth: 4)
    }
    func forward(_ x: Tensor) -> Tensor { activation(layers.reduce(x) { $1($0) }) }
  }

  private let shared = Linear(3, 3)
  private func network() -> Net<Double> {
    let net = Net(1.5, [shared, BatchNorm2d(2).eval(), shared, Sequential(Linear(3, 3), Lambda { $0 })])
    net.child = Child(net)
    _ = net.made
    return net
  }

  @Test func everyPropertyIsCopied() throws {
    let net = network(), copy = net.deepCopy()
    #expect(copy !== net && copy.tag == 1.5 && copy.depth == 4 && copy.secretText == net.secretText)
    #expect(copy.mode == net.mode && copy.wide == net.wide && copy.tuple.1 == 7 && copy.pair.n == 3 && copy.absent == nil && copy.maybe == nil)
    let pairs: [(Module, Module)] = [
      (copy.innerLayer, net.innerLayer), (copy.layers[3], net.layers[3]), (copy.table["b"]!, net.table["b"]!), (copy.head!, net.head!),
      (copy.tuple.0, net.tuple.0), (copy.pair.first, net.pair.first), ((copy.anything as! [Linear])[0], (net.anything as! [Linear])[0]),
      (copy.made, net.made), (copy.child!, net.child!),
    ]
    for (new, old) in pairs { #expect(new !== old && "\(new)" == "\(old)") }
    #expect(copy.cache!.equal(net.cache!) && copy.cache!.storage() !== net.cache!.storage())
    #expect("\(copy)" == "\(net)" && copy.stateDict().names == net.stateDict().names)
    for (new, old) in zip(copy.stateDict(), net.stateDict()) {
      #expect(new.tensor.equal(old.tensor) && new.tensor.storage() !== old.tensor.storage(), "\(new.name)")
    }
    let x = Tensor.ones(1, 3)
    #expect(copy.layers[0](x).equal(net.layers[0](x)) && copy.activation(x).equal(x * 2))
  }

  @Test func whatIsOneStaysOne() {
    let copy = network().deepCopy()
    #expect(copy.layers[0] === copy.layers[2] && copy.layers[0] !== shared && copy.pair.first === copy.pair.second)
    let a = Linear(2, 2), b = Linear(2, 2)
    b.weight = a.weight
    let tied = Sequential(a, b).deepCopy()
    #expect((tied[0] as! Linear).weight === (tied[1] as! Linear).weight && tied.parameters().count == 3)
  }

  @Test func weakReferencesFollow() throws {
    let net = network(), copy = net.deepCopy()
    let child = try #require(copy.child)
    #expect(child.parent === copy && child.delegate === copy && child.owner === copy && child.optionalOwner === copy)
    let alone = try #require(net.child).deepCopy()
    #expect(alone.parent === net && alone.owner === net, "what was not copied is still referred to")
  }

  @Test func modesFreezingAndHooksAreKeptGradientsAreNot() throws {
    let net = Sequential(Linear(2, 2), Dropout(0.5).eval())
    (net[0] as! Linear).weight.requiresGrad_(false)
    net[0].registerForwardHook { (_: Module, _: Tensor, y: Tensor) -> Tensor? in y * 0 + 7 }
    net(Tensor.ones(1, 2)).sum().backward()
    (net[0] as! Linear).bias!.grad = Tensor.ones(2)
    let copy = net.deepCopy(), linear = copy[0] as! Linear
    #expect(copy.isTraining && !copy[1].isTraining && !linear.weight.requiresGrad && linear.bias!.requiresGrad)
    #expect(linear.bias!.isLeaf && linear.bias!.grad == nil && "\(linear.bias!)".contains("Parameter containing"))
    #expect(copy(Tensor.ones(1, 2)).equal(Tensor.full([1, 2], 7.0)))
  }

  @Test func nothingLeaks() {
    weak var gone: Sequential?
    do {
      let copy = Sequential(Linear(2, 2), Sequential(Linear(2, 2))).deepCopy()
      gone = copy
      #expect(gone != nil)
    }
    #expect(gone == nil)
  }

  final class Recorded: Module {
    var state: Tensor = Tensor.ones(2, requiresGrad: true) * 2
  }

  @Test func aRecordedTensorIsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = Recorded().deepCopy() }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("deepCopy") && message.contains("[2]") && message.contains("detach()"))
  }
}
