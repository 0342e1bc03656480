import Martlet
import MartletTestSupport

/// Computations, large enough for several threads, whose results and gradients are to be the same bits for any number of threads.
enum ThreadCases {
  typealias Case = (name: String, run: () -> [Tensor])

  /// A result and the gradients of `inputs` from a fixed gradient of the result.
  private static func step(_ inputs: [Tensor], _ body: ([Tensor]) -> Tensor) -> [Tensor] {
    let leaves = inputs.map { $0.clone().requiresGrad_() }
    let y = body(leaves)
    y.backward(gradient: sample(y.numel, seed: 77).view(y.shape))
    return [y.detach()] + leaves.compactMap(\.grad)
  }

  /// The same for a layer: result, gradient of the input, and gradients of the parameters.
  private static func layer(_ module: () -> Module & Layer, _ x: Tensor) -> [Tensor] {
    manualSeed(3)
    let module = module()
    return step([x]) { module.forward($0[0]) } + module.parameters().compactMap(\.grad)
  }

  private static func unary(_ name: String, _ shape: [Int], _ body: @escaping (Tensor) -> Tensor) -> Case {
    (name, { step([sample(shape.reduce(1, *), seed: 1).view(shape)]) { body($0[0]) } })
  }

  static var reductions: [Case] { [
    unary("sum", [1_000_003]) { $0.sum() },
    unary("sum of rows", [301, 4099]) { $0.sum(dim: 1) },
    unary("sum of columns", [4099, 301]) { $0.sum(dim: 0) },
    unary("sum of few columns", [200_001, 3]) { $0.sum(dim: 0) },
    unary("mean", [1_000_003]) { $0.mean() },
    unary("variance", [1_000_003]) { $0.`var`() },
    unary("variance of rows", [301, 4099]) { $0.`var`(dim: 1) },
    unary("norm", [1_000_003]) { $0.norm() },
    unary("product of rows", [3001, 33]) { $0.prod(dim: 1) },
    unary("softmax", [301, 4099]) { F.softmax($0, dim: 1) },
    unary("softmax of columns", [4099, 301]) { F.softmax($0, dim: 0) },
    unary("logsumexp", [301, 4099]) { $0.logsumexp(dim: 1) },
    unary("cumsum", [1_000_003]) { $0.cumsum(dim: 0) },
    unary("cumsum of columns", [1009, 301]) { $0.cumsum(dim: 0) },
    unary("maximum", [301, 4099]) { $0.max(dim: 1).values },
    unary("broadcast", [301, 1]) { ($0 * sample(1, 4099, seed: 2)).tanh() },
    ("cross entropy", {
      let labels = (sample(1009, seed: 2, in: 0...99)).long()
      return step([sample(1009, 100, seed: 1)]) { F.crossEntropy($0[0], labels) }
    }),
  ] }

  private static func places(_ count: Int, below n: Int) -> Tensor { sample(count, seed: 5, in: 0...Double(n) - 0.01).long() }

  static var indexing: [Case] { [
    ("embedding", { step([sample(1000, 64, seed: 1)]) { F.embedding(places(20_011, below: 1000), $0[0]) } }),
    ("indexAdd", {
      step([sample(1000, 64, seed: 1), sample(20_011, 64, seed: 2)]) { $0[0].indexAdd(dim: 0, index: places(20_011, below: 1000), source: $0[1]) }
    }),
    ("scatterAdd", {
      let index = places(300_007, below: 1000)
      return step([sample(1000, seed: 1), sample(300_007, seed: 2)]) { $0[0].scatterAdd(dim: 0, index: index, src: $0[1]) }
    }),
    ("scatterAdd of rows", {
      let index = places(301 * 999, below: 500).view(301, 999)
      return step([sample(301, 500, seed: 1), sample(301, 999, seed: 2)]) { $0[0].scatterAdd(dim: 1, index: index, src: $0[1]) }
    }),
    ("rows by index", { step([sample(1000, 64, seed: 1)]) { $0[0][places(20_011, below: 1000)] } }),
    ("bincount", { [places(300_007, below: 100).bincount(weights: sample(300_007, seed: 2))] }),
    ("sort", { step([sample(300_007, seed: 1)]) { $0[0].sort().values } }),
    ("topk", { step([sample(301, 4099, seed: 1)]) { $0[0].topk(50).values } }),
    ("masked", { step([sample(300_007, seed: 1)]) { $0[0][$0[0] .> 0] } }),
  ] }

  static var products: [Case] { [
    ("matrix products", {
      [1, 7, 33, 64, 100, 129, 257].flatMap { m in
        [31, 64, 130, 384].flatMap { n in
          [5, 64, 784].flatMap { k in step([sample(m, k, seed: 1), sample(k, n, seed: 2)]) { $0[0].matmul($0[1]) } }
        }
      }
    }),
    ("large product", { step([sample(511, 1031, seed: 1), sample(1031, 770, seed: 2)]) { $0[0].matmul($0[1]) } }),
    ("product of a long sum", { step([sample(20, 50_021, seed: 1), sample(50_021, 30, seed: 2)]) { $0[0].matmul($0[1]) } }),
    ("float64 product", {
      step([sample(257, 300, seed: 1, dtype: .float64), sample(300, 190, seed: 2, dtype: .float64)]) { $0[0].matmul($0[1]) }
    }),
    ("bfloat16 product", {
      step([sample(257, 300, seed: 1, dtype: .bfloat16), sample(300, 190, seed: 2, dtype: .bfloat16)]) { $0[0].matmul($0[1]) }
    }),
    ("matrix × vector", { step([sample(2011, 1033, seed: 1), sample(1033, seed: 2)]) { $0[0].matmul($0[1]) } }),
    ("batched product", { step([sample(33, 65, 40, seed: 1), sample(33, 40, 70, seed: 2)]) { $0[0].matmul($0[1]) } }),
    ("linear layer", { layer({ Linear(784, 500) }, sample(128, 784, seed: 1)) }),
  ] }

  static var layers: [Case] { [
    ("convolution", { layer({ Conv2d(16, 24, kernelSize: 3, padding: 1) }, sample(5, 16, 28, 28, seed: 1)) }),
    ("large convolution", { layer({ Conv2d(64, 64, kernelSize: 3, padding: 1) }, sample(8, 64, 28, 28, seed: 1)) }),
    ("pointwise convolution", { layer({ Conv2d(128, 64, kernelSize: 1) }, sample(8, 128, 28, 28, seed: 1)) }),
    ("convolution of large images", { layer({ Conv2d(3, 64, kernelSize: 7, stride: 2, padding: 3) }, sample(4, 3, 112, 112, seed: 1)) }),
    ("convolution of few channels", { layer({ Conv2d(3, 8, kernelSize: 5, stride: 2) }, sample(9, 3, 33, 33, seed: 1)) }),
    ("convolution in groups", { layer({ Conv2d(16, 16, kernelSize: 3, groups: 16) }, sample(5, 16, 29, 29, seed: 1)) }),
    ("convolution in 1 dimension", { layer({ Conv1d(32, 48, kernelSize: 3) }, sample(8, 32, 301, seed: 1)) }),
    ("transposed convolution", { layer({ ConvTranspose2d(16, 12, kernelSize: 4, stride: 2, padding: 1) }, sample(5, 16, 15, 15, seed: 1)) }),
    ("max pooling", { layer({ MaxPool2d(3, stride: 2) }, sample(8, 16, 33, 33, seed: 1)) }),
    ("average pooling", { layer({ AvgPool2d(3, stride: 2) }, sample(8, 16, 33, 33, seed: 1)) }),
    ("batch norm", { layer({ BatchNorm2d(16) }, sample(8, 16, 33, 33, seed: 1)) }),
    ("layer norm", { layer({ LayerNorm(301) }, sample(1009, 301, seed: 1)) }),
    ("group norm", { layer({ GroupNorm(4, 16) }, sample(8, 16, 33, 33, seed: 1)) }),
    ("LSTM", { recurrent({ LSTM(40, 33, numLayers: 2, batchFirst: true) }) { $0($1).0 } }),
    ("GRU", { recurrent({ GRU(40, 33, numLayers: 2, batchFirst: true) }) { $0($1).0 } }),
    ("RNN", { recurrent({ RNN(40, 33, numLayers: 2, batchFirst: true) }) { $0($1).0 } }),
    ("attention", {
      step((1...3).map { sample(3, 2, 150, 16, seed: $0) }) { F.scaledDotProductAttention($0[0], $0[1], $0[2]) }
    }),
    ("causal attention of one head", {
      step((1...3).map { sample(1, 1, 700, 32, seed: $0) }) { F.scaledDotProductAttention($0[0], $0[1], $0[2], isCausal: true) }
    }),
    ("encoder layer", {
      layer({ TransformerEncoderLayer(64, 4, dimFeedforward: 128, dropout: 0.1, batchFirst: true) }, sample(7, 50, 64, seed: 1))
    }),
  ] }

  private static func recurrent<M: Module>(_ make: () -> M, _ run: (M, Tensor) -> Tensor) -> [Tensor] {
    manualSeed(3)
    let module = make()
    return step([sample(13, 50, 40, seed: 1)]) { run(module, $0[0]) } + module.parameters().compactMap(\.grad)
  }

  static var random: [Case] { [
    ("uniform", { [Tensor.rand(1_000_003)] }),
    ("normal", { [Tensor.randn(1_000_003)] }),
    ("normal in float64", { [Tensor.randn(300_007, dtype: .float64)] }),
    ("integers", { [Tensor.randint(0, 1000, [1_000_003])] }),
    ("permutation", { [Tensor.randperm(1_000_003)] }),
    ("coins", { [Tensor.bernoulli(Tensor.full([1_000_003], 0.3))] }),
    ("dropout", { step([sample(300_007, seed: 1)]) { F.dropout($0[0], p: 0.3) } }),
  ] }

  /// Three steps of training: all parameters afterwards.
  private static func training(_ make: () -> Sequential, _ x: Tensor, _ y: Tensor, _ optimizer: ([Tensor]) -> Optimizer) -> [Tensor] {
    manualSeed(3)
    let net = make()
    let opt = optimizer(net.parameters())
    for _ in 0..<3 {
      opt.zeroGrad()
      F.crossEntropy(net(x), y).backward()
      opt.step()
    }
    return net.parameters().map { $0.detach() }
  }

  private static func multilayer() -> Sequential { Sequential(Linear(100, 300), ReLU(), Linear(300, 10)) }

  private static func leNet() -> Sequential {
    Sequential(
      Conv2d(1, 6, kernelSize: 5, padding: 2), ReLU(), MaxPool2d(2), Conv2d(6, 16, kernelSize: 5), ReLU(), MaxPool2d(2), Flatten(),
      Linear(400, 120), ReLU(), Linear(120, 84), ReLU(), Linear(84, 10))
  }

  private static func onNumbers(_ optimizer: @escaping ([Tensor]) -> Optimizer) -> () -> [Tensor] {
    { training(multilayer, sample(64, 100, seed: 1), places(64, below: 10), optimizer) }
  }

  static var training: [Case] { [
    ("SGD", onNumbers { SGD($0, lr: 0.1, momentum: 0.9) }), ("Adam", onNumbers { Adam($0, lr: 1e-3) }),
    ("AdamW", onNumbers { AdamW($0, lr: 1e-3) }), ("RMSprop", onNumbers { RMSprop($0, lr: 1e-3) }),
    ("Adafactor", onNumbers { Adafactor($0) }),
    ("LeNet", { training(leNet, sample(64, 1, 28, 28, seed: 1), places(64, below: 10)) { SGD($0, lr: 0.1, momentum: 0.9) } }),
  ] }
}
