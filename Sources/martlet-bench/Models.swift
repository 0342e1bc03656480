import Martlet

/// Two 3×3 convolutions with batch norm and a way around them (`resnet18`'s block).
final class ResidualBlock: Module, Layer {
  private let c1: Conv2d, b1: BatchNorm2d, c2: Conv2d, b2: BatchNorm2d
  private let shortcut: Sequential

  init(_ i: Int, _ o: Int, stride: Int) {
    c1 = Conv2d(i, o, kernelSize: 3, stride: stride, padding: 1, bias: false)
    b1 = BatchNorm2d(o)
    c2 = Conv2d(o, o, kernelSize: 3, padding: 1, bias: false)
    b2 = BatchNorm2d(o)
    shortcut = stride == 1 && i == o
      ? Sequential() : Sequential(Conv2d(i, o, kernelSize: 1, stride: stride, bias: false), BatchNorm2d(o))
  }

  func forward(_ x: Tensor) -> Tensor { F.relu(b2(c2(F.relu(b1(c1(x))))) + shortcut(x)) }

  static func resnet18() -> Sequential {
    var layers: [any Layer] = [Conv2d(3, 64, kernelSize: 3, padding: 1, bias: false), BatchNorm2d(64), ReLU()]
    var channels = 64
    for (o, stride) in [(64, 1), (128, 2), (256, 2), (512, 2)] {
      layers += [ResidualBlock(channels, o, stride: stride), ResidualBlock(o, o, stride: 1)]
      channels = o
    }
    return Sequential(layers + [AdaptiveAvgPool2d(1), Flatten(), Linear(512, 10)])
  }
}

/// A pre-norm decoder: V = 1000, T = 128, d = 256, 4 layers, 8 heads.
final class GPT: Module, Layer {
  final class Norm: Module, Layer {
    @Parameter var weight = Tensor.ones(256)
    @Parameter var bias = Tensor.zeros(256)
    func forward(_ x: Tensor) -> Tensor { F.layerNorm(x, [256], weight: weight, bias: bias) }
  }

  final class Block: Module {
    let n1 = Norm(), qkv = Linear(256, 768), o = Linear(256, 256), n2 = Norm(), f1 = Linear(256, 1024), f2 = Linear(1024, 256)

    func callAsFunction(_ input: Tensor) -> Tensor {
      let (b, t) = (input.size(0), input.size(1))
      let parts = qkv(n1(input)).view(b, t, 3, 8, 32).permute(2, 0, 3, 1, 4)
      let a = F.scaledDotProductAttention(parts[0], parts[1], parts[2], isCausal: true)
      let x = input + o(a.transpose(1, 2).reshape(b, t, 256))
      return x + f2(F.gelu(f1(n2(x))))
    }
  }

  @Parameter var tok = Tensor.randn(1000, 256)
  @Parameter var pos = Tensor.randn(128, 256)
  let blocks = (0..<4).map { _ in Block() }
  let n = Norm(), head = Linear(256, 1000, bias: false)

  func forward(_ i: Tensor) -> Tensor {
    var x = F.embedding(i, tok) + F.embedding(Tensor.arange(i.size(1)), pos)
    for block in blocks { x = block(x) }
    return head(n(x)).view(-1, 1000)
  }
}
