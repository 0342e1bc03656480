import Martlet

private func R(_ shape: [Int]) -> Tensor { Tensor.randn(shape) }
private func grad(_ shape: [Int]) -> Tensor { Tensor.randn(shape, requiresGrad: true) }

/// A convolution whose parameters are made when its workload starts.
private struct ConvCase {
  let name: String
  let weight: [Int], bias: Int, input: [Int]
  let run: (Tensor, Tensor, Tensor) -> Tensor

  init(_ name: String, _ weight: [Int], _ bias: Int, _ input: [Int], _ run: @escaping (Tensor, Tensor, Tensor) -> Tensor) {
    self.name = name
    self.weight = weight
    self.bias = bias
    self.input = input
    self.run = run
  }
}

extension Workload {
  private static var convolutions: [ConvCase] { [
    ConvCase("mnist_64x1x28_16_k3s2", [16, 1, 3, 3], 16, [64, 1, 28, 28]) { F.conv2d($0, $1, $2, stride: 2, padding: 1) },
    ConvCase("lenet_128x6x14_16_k5", [16, 6, 5, 5], 16, [128, 6, 14, 14]) { F.conv2d($0, $1, $2) },
    ConvCase("resnet_8x64x56_64_k3", [64, 64, 3, 3], 64, [8, 64, 56, 56]) { F.conv2d($0, $1, $2, padding: 1) },
    ConvCase("pointwise_8x256x28_128", [128, 256, 1, 1], 128, [8, 256, 28, 28]) { F.conv2d($0, $1, $2) },
    ConvCase("depthwise_8x64x56_k3", [64, 1, 3, 3], 64, [8, 64, 56, 56]) { F.conv2d($0, $1, $2, padding: 1, groups: 64) },
    ConvCase("dilated_8x64x28_k3d2", [64, 64, 3, 3], 64, [8, 64, 28, 28]) { F.conv2d($0, $1, $2, padding: 2, dilation: 2) },
    ConvCase("stem_8x3x224_64_k7s2", [64, 3, 7, 7], 64, [8, 3, 224, 224]) { F.conv2d($0, $1, $2, stride: 2, padding: 3) },
    ConvCase("transpose_8x64x28_32_k4s2", [64, 32, 4, 4], 32, [8, 64, 28, 28]) {
      F.convTranspose2d($0, $1, $2, stride: 2, padding: 1)
    },
    ConvCase("conv1d_32x64x512_64_k3", [64, 64, 3], 64, [32, 64, 512]) { F.conv1d($0, $1, $2, padding: 1) },
    ConvCase("conv3d_2x16x16x32x32_16_k3", [16, 16, 3, 3, 3], 16, [2, 16, 16, 32, 32]) { F.conv3d($0, $1, $2, padding: 1) },
  ] }

  private static func step(_ name: String, _ input: [Int], _ layer: @escaping () -> any Layer) -> Workload {
    Workload(name) {
      let m = layer(), x = grad(input)
      return { m(x).sum().backward() }
    }
  }

  static var conv: [Workload] {
    convolutions.flatMap { c in
      [
        Workload("conv/\(c.name)_forward") {
          let x = R(c.input), w = grad(c.weight), b = grad([c.bias])
          return { noGrad { use(c.run(x, w, b)) } }
        },
        Workload("conv/\(c.name)_step") {
          let x = grad(c.input), w = grad(c.weight), b = grad([c.bias])
          return { c.run(x, w, b).sum().backward() }
        },
      ]
    }
    + [
      step("pool/max_32x64x56_step", [32, 64, 56, 56]) { MaxPool2d(2) },
      step("pool/avg_32x64x56_step", [32, 64, 56, 56]) { AvgPool2d(2) },
      step("pool/adaptive_avg_32x64x56_step", [32, 64, 56, 56]) { AdaptiveAvgPool2d(7) },
    ]
  }

  static var norm: [Workload] { [
    step("norm/batchnorm2d_32x64x28_step", [32, 64, 28, 28]) { BatchNorm2d(64) },
    Workload("norm/layernorm_32x128x512_step") {
      let x = grad([32, 128, 512]), w = Tensor.ones(512, requiresGrad: true), b = Tensor.zeros(512, requiresGrad: true)
      return { F.layerNorm(x, [512], weight: w, bias: b).sum().backward() }
    },
    Workload("norm/groupnorm8_32x64x28_step") {
      let x = grad([32, 64, 28, 28]), w = Tensor.ones(64, requiresGrad: true), b = Tensor.zeros(64, requiresGrad: true)
      return { F.groupNorm(x, 8, weight: w, bias: b).sum().backward() }
    },
    step("norm/dropout_1M_step", [1 << 20]) { Dropout(0.5) },
  ] }

  static var attention: [Workload] {
    [
      Workload("attention/mha_8x200x64_h8_step") {
        let m = MultiheadAttention(64, 8, batchFirst: true), x = grad([8, 200, 64])
        return { m(x, x, x).0.sum().backward() }
      }
    ]
    + [512, 2048].map { s in
      Workload("attention/sdpa_causal_4x8x\(s)x64_step") {
        let q = grad([4, 8, s, 64]), k = grad([4, 8, s, 64]), v = grad([4, 8, s, 64])
        return { F.scaledDotProductAttention(q, k, v, isCausal: true).sum().backward() }
      }
    }
    + [
      step("attention/encoder_layer_16x128x256_h8_step", [16, 128, 256]) {
        TransformerEncoderLayer(256, 8, dimFeedforward: 1024, batchFirst: true)
      }
    ]
  }

  static var embedding: [Workload] { [
    Workload("embedding/32x128_of_10000x256_step") {
      let w = grad([10000, 256]), i = Tensor.randint(0, 10000, [32, 128])
      return {
        w.grad = nil
        F.embedding(i, w).sum().backward()
      }
    }
  ] }

  private static func optimizer(_ name: String, _ make: @escaping ([Tensor]) -> Optimizer) -> Workload {
    Workload("optim/\(name)_10M") {
      let ps = (0..<20).map { _ in grad([500_000]) }
      for p in ps { p.grad = R([500_000]) }
      let o = make(ps)
      return { o.step() }
    }
  }

  static var optim: [Workload] { [
    optimizer("sgd_momentum") { SGD($0, lr: 1e-3, momentum: 0.9) },
    optimizer("adam") { Adam($0, lr: 1e-3) },
    optimizer("adamw") { AdamW($0, lr: 1e-3) },
    optimizer("rmsprop") { RMSprop($0, lr: 1e-3) },
  ] }
}
