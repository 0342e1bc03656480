import Martlet
import MartletTestSupport
import Testing

/// From the same weights and batches, 50 steps of training give PyTorch's losses. Tests/Reference/lenet_losses.py is the other side.
@Suite struct LeNetParityTests {
  private func network() -> Sequential {
    let net = Sequential(
      Conv2d(1, 6, kernelSize: 5, padding: 2), ReLU(), MaxPool2d(2), Conv2d(6, 16, kernelSize: 5), ReLU(), MaxPool2d(2), Flatten(),
      Linear(400, 120), ReLU(), Linear(120, 84), ReLU(), Linear(84, 10))
    noGrad {
      for (k, p) in net.parameters().enumerated() {
        let fanIn = p.ndim > 1 ? p[0].numel : 100
        let bound = 1 / Double(fanIn).squareRoot()
        p.copy_(Tensor(numbers(p.numel, seed: k + 1, in: -bound...bound), shape: p.shape))
      }
    }
    return net
  }

  private func batch(_ step: Int) -> (Tensor, Tensor) {
    let labels = numbers(16, seed: 1000 + step % 5, in: 0...10).map { Int($0) }
    let means = Tensor.stack(labels.map { sample(1, 7, 7, seed: 2000 + $0, in: -1...1) })
    let large = means.view(16, 1, 7, 1, 7, 1).expand(16, 1, 7, 4, 7, 4).reshape(16, 1, 28, 28)
    return (large + sample(16, 1, 28, 28, seed: 3000 + step, in: -0.5...0.5), Tensor(labels))
  }

  private func losses(_ optimizer: ([Tensor]) -> Optimizer) -> [Double] {
    let net = network()
    let opt = optimizer(net.parameters())
    return (0..<50).map { step in
      let (x, y) = batch(step)
      opt.zeroGrad()
      let loss = F.crossEntropy(net(x), y)
      loss.backward()
      opt.step()
      return loss.item()
    }
  }

  @Test func withSGD() {
    #expect(difference(losses { SGD($0, lr: 0.02, momentum: 0.9) }, LeNetLosses.sgd, rtol: 1e-4, atol: 0) == nil)
  }

  @Test func withAdam() {
    #expect(difference(losses { Adam($0, lr: 1e-3) }, LeNetLosses.adam, rtol: 1e-4, atol: 0) == nil)
  }
}
