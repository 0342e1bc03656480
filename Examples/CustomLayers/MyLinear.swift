import Martlet

/// `y = relu(x W + b)`: a layer with parameters, W (inFeatures, outFeatures) and b (outFeatures).
final class MyLinear: Module, Layer {
  @Parameter var weight: Tensor
  @Parameter var bias: Tensor

  init(_ inFeatures: Int, _ outFeatures: Int) {
    weight = Tensor.randn(inFeatures, outFeatures)
    bias = Tensor.randn(outFeatures)
  }

  func forward(_ x: Tensor) -> Tensor { F.relu(x.matmul(weight) + bias) }

  override var extraRepr: String { "\(weight.size(0)), \(weight.size(1))" }
}

func showMyLinear() {
  let net = Sequential(MyLinear(64, 8), MyLinear(8, 1))
  print(net)
  check("parameters", Double(net.parameters().reduce(0) { $0 + $1.numel }), Double(64 * 8 + 8 + 8 + 1))

  let mine = MyLinear(5, 3), reference = Linear(5, 3)
  noGrad {
    mine.weight.copy_(reference.weight.t())
    mine.bias.copy_(reference.bias!)
  }
  let x = Tensor.rand(2, 5)
  check("MyLinear against Linear and ReLU", mine(x), equals: F.relu(reference(x)))
  mine(x).sum().backward()
  F.relu(reference(x)).sum().backward()
  check("gradient of its weight", mine.weight.grad!, equals: reference.weight.grad!.t())
}
