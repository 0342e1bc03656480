// A straight line, y = 3x + 5, found twice: with the update written by hand, and with an optimiser.

import Martlet

manualSeed(1)
let x = Tensor.rand(200, 1) * 10
let y = x * 3 + 5 + Tensor.randn(200, 1) * 0.1

// By hand: the mean squared error, its gradients, a step against them.
do {
  let w = Tensor.zeros(1, requiresGrad: true), b = Tensor.zeros(1, requiresGrad: true)
  let lr = 0.02
  for step in 1...1000 {
    let loss = ((x * w + b) - y).square().mean()
    loss.backward()
    noGrad {
      w -= w.grad! * lr
      b -= b.grad! * lr
      w.grad!.zero_()
      b.grad!.zero_()
    }
    if step % 250 == 0 { print("by hand, step \(step): loss \(loss.item()), y = \(w.item()) x + \(b.item())") }
  }
}

// With a layer, a loss and an optimiser.
do {
  let net = Linear(1, 1), criterion = MSELoss()
  let opt = SGD(net.parameters(), lr: 0.02)
  for step in 1...1000 {
    opt.zeroGrad()
    let loss = criterion(net(x), y)
    loss.backward()
    opt.step()
    if step % 250 == 0 {
      print("SGD, step \(step): loss \(loss.item()), y = \(net.weight.item()) x + \(net.bias!.item())")
    }
  }
}
