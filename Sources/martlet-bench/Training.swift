import Martlet

extension Workload {
  private static func trainer(
    _ name: String, _ net: @escaping () -> any Layer, _ optimizer: @escaping ([Tensor]) -> Optimizer, _ x: @escaping () -> Tensor,
    _ y: @escaping () -> Tensor, loss: @escaping (Tensor, Tensor) -> Tensor = { F.crossEntropy($0, $1) }
  ) -> Workload {
    Workload("train/" + name) {
      let net = net(), x = x(), y = y()
      let o = optimizer(net.parameters())
      return {
        o.zeroGrad()
        loss(net(x), y).backward()
        o.step()
      }
    }
  }

  private static func sgd(_ p: [Tensor]) -> Optimizer { SGD(p, lr: 0.1, momentum: 0.9) }
  private static func adam(_ p: [Tensor]) -> Optimizer { Adam(p, lr: 1e-3) }
  private static func classes(_ n: Int) -> () -> Tensor { { Tensor.randint(0, 10, [n]) } }

  static var train: [Workload] { [
    trainer("logistic_64x784", { Linear(784, 10) }, { SGD($0, lr: 0.5) }, { Tensor.randn(64, 784) }, classes(64)),
    trainer(
      "mlp_128x784_512_512_10", { Sequential(Linear(784, 512), ReLU(), Linear(512, 512), ReLU(), Linear(512, 10)) }, adam,
      { Tensor.randn(128, 784) }, classes(128)),
    trainer(
      "mnist_cnn_64",
      {
        Sequential(
          Conv2d(1, 16, kernelSize: 3, stride: 2, padding: 1), ReLU(), Conv2d(16, 16, kernelSize: 3, stride: 2, padding: 1), ReLU(),
          Conv2d(16, 10, kernelSize: 3, stride: 2, padding: 1), ReLU(), AvgPool2d(4), Lambda { $0.view(-1, 10) })
      }, sgd, { Tensor.randn(64, 1, 28, 28) }, classes(64)),
    trainer(
      "lenet_128",
      {
        Sequential(
          Conv2d(1, 6, kernelSize: 3, stride: 1, padding: 1), ReLU(), MaxPool2d(2), Conv2d(6, 16, kernelSize: 5), ReLU(), MaxPool2d(2),
          Lambda { $0.view(-1, 400) }, Linear(400, 120), Linear(120, 84), Linear(84, 10))
      }, sgd, { Tensor.randn(128, 1, 28, 28) }, classes(128)),
    trainer(
      "focal_net_100x2", { Sequential(Linear(2, 4), ReLU(), Linear(4, 8), ReLU(), Linear(8, 1)) }, adam, { Tensor.randn(100, 2) },
      { Tensor.randint(0, 2, [100, 1]).float() }, loss: { F.binaryCrossEntropyWithLogits($0, $1) }),
    trainer("resnet18_cifar_16", { ResidualBlock.resnet18() }, sgd, { Tensor.randn(16, 3, 32, 32) }, classes(16)),
    trainer(
      "gpt_4l_256_16x128", { GPT() }, { AdamW($0, lr: 1e-3) }, { Tensor.randint(0, 1000, [16, 128]) },
      { Tensor.randint(0, 1000, [16 * 128]) }),
    trainer(
      "lstm_text_32x100", { LSTMNet() }, adam, { Tensor.randint(0, 10000, [32, 100]) }, { Tensor.randint(0, 2, [32]) }),
  ] }
}
