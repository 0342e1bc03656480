import Martlet

/// `β Σ |w|` over the weights; biases are left alone.
func l1Penalty(_ net: Module, beta: Double) -> Tensor { penalty(net) { $0.abs().sum() * beta } }

/// `½ α Σ w²` over the weights; biases are left alone.
func l2Penalty(_ net: Module, alpha: Double) -> Tensor { penalty(net) { $0.square().sum() * (alpha / 2) } }

private func penalty(_ net: Module, _ term: (Tensor) -> Tensor) -> Tensor {
  net.namedParameters().filter { !$0.name.contains("bias") }.map { term($0.tensor) }.reduce(Tensor(0.0), +)
}

func showRegularization() {
  let first = Linear(2, 2), second = Linear(2, 1), net = Sequential(first, ReLU(), second)
  noGrad {
    first.weight.copy_(Tensor([[1.0, -2], [3, 0.5]]))
    second.weight.copy_(Tensor([[-1.0, 4]]))
  }
  // Σ |w| = 6.5 + 5, Σ w² = 14.25 + 17.
  check("L1", l1Penalty(net, beta: 0.001).item(), 0.0115, within: 1e-7)
  check("L2", l2Penalty(net, alpha: 0.001).item(), 0.015625, within: 1e-7)

  (l1Penalty(net, beta: 0.001) + l2Penalty(net, alpha: 0.01)).backward()
  check("its gradient, β sign(w) + α w", second.weight.grad!, equals: Tensor([[-0.011, 0.041]]), within: 1e-7)
  check("biases have none", first.bias!.grad == nil && second.bias!.grad == nil ? 1 : 0, 1)
}
