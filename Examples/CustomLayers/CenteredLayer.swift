import Martlet

/// A layer without parameters: `x − mean(x)`.
final class CenteredLayer: Module, Layer {
  func forward(_ x: Tensor) -> Tensor { x - x.mean() }
}

func showCenteredLayer() {
  let y = CenteredLayer()(Tensor([1.0, 2, 3, 4, 5]))
  check("centred", y, equals: Tensor([-2.0, -1, 0, 1, 2]))
  let net = Sequential(Linear(8, 128), CenteredLayer())
  check("mean behind a centred layer", net(Tensor.rand(4, 8)).mean().item(), 0, within: 1e-6)
}
