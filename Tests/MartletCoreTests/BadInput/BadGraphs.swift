import Martlet

extension BadCall {
  static let autograd = [
    BadCall("second backward", ["a second time", "retainGraph: true"]) {
      let x = Tensor([1.0, 2], requiresGrad: true)
      let y = (x * x).sum()
      y.backward()
      y.backward()
    },
    BadCall("saved input changed", ["mul", "in-place", "[2]", "version 1", "expected version 0"]) {
      let x = Tensor([1.0, 2], requiresGrad: true)
      let h = x + 1
      let y = h * h
      h.add_(1)
      y.sum().backward()
    },
    BadCall("saved output changed", ["exp", "in-place", "float32"]) {
      let y = Tensor([1.0, 2], requiresGrad: true).exp()
      y.mul_(2)
      y.sum().backward()
    },
    BadCall("saved tensor changed through a view", ["sin", "in-place"]) {
      let h = Tensor([1.0, 2], requiresGrad: true) * 1
      let y = h.sin()
      h[0].zero_()
      y.sum().backward()
    },
    BadCall("multiplied by itself in place", ["mul", "in-place"]) {  // PyTorch refuses it too: its factor is gone
      let h = Tensor([1.0, 2], requiresGrad: true) * 1
      h.mul_(h)
      h.sum().backward()
    },
    BadCall("leaf changed in place", ["add_", "leaf", "noGrad"]) { Tensor([1.0], requiresGrad: true).add_(1) },
    BadCall("view of a leaf changed in place", ["view of a leaf", "noGrad"]) { Tensor([1.0, 2], requiresGrad: true)[0] = 1.0 },
    BadCall("backward of many", ["backward", "[2]"]) { (Tensor([1.0, 2], requiresGrad: true) * 2).backward() },
    BadCall("backward of a constant", ["backward", "does not require a gradient"]) { Tensor(1.0).backward() },
    BadCall("gradient of the wrong shape", ["backward", "[3]", "[2]"]) {
      (Tensor([1.0, 2], requiresGrad: true) * 2).backward(gradient: Tensor.ones(3))
    },
    BadCall("grad set to another shape", ["grad", "[3]", "[2]"]) { Tensor([1.0, 2], requiresGrad: true).grad = Tensor.ones(3) },
    BadCall("hook on a constant", ["registerHook", "does not require a gradient"]) { Tensor(1.0).registerHook { $0 } },
    BadCall("grad wrt a constant", ["grad", "[1]", "does not require a gradient"]) {
      _ = grad(of: [Tensor([1.0], requiresGrad: true).sum()], wrt: [Tensor([1.0])])
    },
    BadCall("grad wrt what is not used", ["grad", "input 1", "[2]", "allowUnused: true"]) {
      let x = Tensor([1.0], requiresGrad: true)
      _ = grad(of: [x.exp().sum()], wrt: [x, Tensor.ones(2, requiresGrad: true)])
    },
    BadCall("grad of many", ["grad", "[2]"]) {
      let x = Tensor([1.0, 2], requiresGrad: true)
      _ = grad(of: [x * 2], wrt: [x])
    },
    BadCall("view made inside noGrad, changed in place", ["add_", "noGrad"]) {
      let h = Tensor([1.0, 2], requiresGrad: true) * 1
      noGrad { h[0] }.add_(1)
    },
    BadCall("node hook with too few gradients", ["registerHook", "MulBackward0", "1", "2"]) {
      let x = Tensor([1.0, 2], requiresGrad: true)
      let y = x * x
      y.gradFn?.registerHook { inputs, _ in [inputs[0]] }
      y.sum().backward()
    },
    BadCall("vjp with a vector of the wrong shape", ["vjp", "[3]", "[2]"]) {
      _ = Autograd.vjp({ $0 * 2 }, Tensor([1.0, 2]), Tensor.ones(3))
    },
    BadCall("vjp of many without a vector", ["vjp", "[2]"]) { _ = Autograd.vjp({ $0 * 2 }, Tensor([1.0, 2])) },
    BadCall("jvp with a vector of the wrong shape", ["jvp", "[3]", "[2]"]) {
      _ = Autograd.jvp({ $0 * 2 }, Tensor([1.0, 2]), Tensor.ones(3))
    },
    BadCall("hessian of many", ["hessian", "[2]"]) { _ = Autograd.hessian({ $0 * 2 }, Tensor([1.0, 2])) },
    BadCall("gradcheck in float32", ["gradcheck", "float64", "float32"]) {
      Autograd.gradcheck({ $0[0] }, [Tensor([1.0], requiresGrad: true)])
    },
    BadCall("qr that kept no Q", ["qr", "mode r"]) { _ = Linalg.qr(Tensor.ones(2, 2, requiresGrad: true), mode: .r) },
    BadCall("requiresGrad of a result", ["leaves", "detach()"]) { (Tensor([1.0], requiresGrad: true) * 2).requiresGrad_(false) },
  ]

  private static func images() -> Tensor { Tensor.zeros(2, 3, 8, 8) }

  static let layers = [
    BadCall("wrong label", ["crossEntropy", "7", "position 1", "0…2"]) { _ = F.crossEntropy(Tensor.zeros(2, 3), Tensor([0, 7])) },
    BadCall("negative label", ["crossEntropy", "-1", "0…2"]) { _ = F.crossEntropy(Tensor.zeros(2, 3), Tensor([0, -1])) },
    BadCall("labels of the wrong shape", ["crossEntropy", "[3]", "[2, 3]", "expected [2]"]) {
      _ = F.crossEntropy(Tensor.zeros(2, 3), Tensor([0, 1, 2]))
    },
    BadCall("wrong label in nllLoss", ["nllLoss", "3", "0…2"]) { _ = F.nllLoss(Tensor.zeros(2, 3), Tensor([0, 3])) },
    BadCall("linear", ["linear", "[2, 5]", "[4, 3]", "expected (…, 3)"]) { _ = Linear(3, 4)(Tensor.zeros(2, 5)) },
    BadCall("linear of another dtype", ["linear", "float64", "float32"]) { _ = Linear(3, 4)(Tensor.zeros([2, 3], dtype: .float64)) },
    BadCall("linear bias", ["linear", "[3]", "4"]) { _ = F.linear(Tensor.zeros(2, 3), Tensor.zeros(4, 3), Tensor.zeros(3)) },
    BadCall("conv2d channels", ["conv2d", "[2, 3, 8, 8]", "[4, 1, 3, 3]", "1 input channels"]) {
      _ = Conv2d(1, 4, kernelSize: 3)(images())
    },
    BadCall("conv2d dims", ["conv2d", "3 or 4", "[8, 8]"]) { _ = F.conv2d(Tensor.zeros(8, 8), Tensor.zeros(1, 1, 3, 3)) },
    BadCall("conv2d kernel", ["conv2d", "[9, 9]", "[2, 3, 8, 8]"]) { _ = F.conv2d(images(), Tensor.zeros(1, 3, 9, 9)) },
    BadCall("conv2d bias", ["conv2d", "[3]", "4 output channels"]) { _ = F.conv2d(images(), Tensor.zeros(4, 3, 3, 3), Tensor.zeros(3)) },
    BadCall("conv2d stride", ["conv2d", "stride", "[1, 2, 3]"]) { _ = F.conv2d(images(), Tensor.zeros(4, 3, 3, 3), stride: [1, 2, 3]) },
    BadCall("conv2d groups", ["Conv2d", "3", "4", "groups 2"]) { _ = Conv2d(3, 4, kernelSize: 3, groups: 2) },
    BadCall("maxPool2d", ["maxPool2d", "[9, 9]", "[2, 3, 8, 8]"]) { _ = F.maxPool2d(images(), 9) },
    BadCall("maxPool2d padding", ["maxPool2d", "[2, 2]", "half of kernelSize"]) { _ = F.maxPool2d(images(), 3, padding: 2) },
    BadCall("BatchNorm2d", ["BatchNorm2d", "4 dims", "[2, 3]"]) { _ = BatchNorm2d(3)(Tensor.zeros(2, 3)) },
    BadCall("BatchNorm2d channels", ["batchNorm", "4", "3 channels"]) { _ = BatchNorm2d(4)(images()) },
    BadCall("layerNorm", ["layerNorm", "[2, 3]", "[4]"]) { _ = F.layerNorm(Tensor.zeros(2, 3), [4]) },
    BadCall("Sequential index", ["Sequential", "2", "2 modules"]) { _ = Sequential(ReLU(), ReLU())[2] },
    BadCall("ModuleDict name", ["ModuleDict", "'b'", "a"]) { _ = ModuleDict(["a": ReLU()])["b"] },
    BadCall("Dropout", ["Dropout", "0…1", "-0.5"]) { _ = Dropout(-0.5) },
    BadCall("optimizer without parameters", ["SGD", "no parameters"]) { _ = SGD([Tensor](), lr: 0.1) },
    BadCall("optimizer of a result", ["SGD", "leaf", "[2]"]) { _ = SGD([Tensor([1.0, 2], requiresGrad: true) * 2], lr: 0.1) },
    BadCall("parameter twice", ["Adam", "[2]", "more than once"]) { let p = Tensor.ones(2, requiresGrad: true); _ = Adam([p, p]) },
    BadCall("negative learning rate", ["SGD", "lr", "-0.1"]) { _ = SGD([Tensor.ones(2, requiresGrad: true)], lr: -0.1) },
    BadCall("nesterov without momentum", ["SGD", "nesterov", "momentum"]) { _ = SGD([Tensor.ones(2, requiresGrad: true)], lr: 0.1, nesterov: true) },
    BadCall("betas", ["Adam", "betas", "1.5"]) { _ = Adam([Tensor.ones(2, requiresGrad: true)], betas: (0.9, 1.5)) },
    BadCall("TensorDataset", ["TensorDataset", "[2, 3]"]) { _ = TensorDataset(Tensor.zeros(2), Tensor.zeros(3)) },
    BadCall("Subset", ["Subset", "5", "3"]) { _ = Subset(TensorDataset(Tensor.zeros(3)), [0, 5]) },
    BadCall("randomSplit", ["randomSplit", "[1, 1]", "3"]) { _ = randomSplit(TensorDataset(Tensor.zeros(3)), [1, 1]) },
    BadCall("DistributedSampler", ["DistributedSampler", "rank 3 of 3"]) {
      _ = DistributedSampler(TensorDataset(Tensor.zeros(3)), numReplicas: 3, rank: 3)
    },
    BadCall("sampler and shuffle", ["DataLoader", "sampler excludes shuffle"]) {
      _ = DataLoader(TensorDataset(Tensor.zeros(3)), shuffle: true, sampler: [0])
    },
    BadCall("batchSampler and batchSize", ["DataLoader", "batchSampler excludes batchSize"]) {
      _ = DataLoader(TensorDataset(Tensor.zeros(3)), batchSize: 2, batchSampler: [[0]])
    },
    BadCall("timeout without workers", ["DataLoader", "timeout", "numWorkers > 0"]) { _ = DataLoader(TensorDataset(Tensor.zeros(3)), timeout: 1) },
    BadCall("multinomial", ["multinomial", "2 samples", "1 positive"]) { _ = Tensor([0.0, 1]).multinomial(numSamples: 2) },
    BadCall("multinomial weights", ["multinomial", "not negative"]) { _ = Tensor([-1.0, 2]).multinomial(numSamples: 1) },
    BadCall("collate", ["collate", "1 and of 2"]) { _ = [Int].collate([[1], [1, 2]]) },
    BadCall("batchSize", ["DataLoader", "batchSize", "0"]) { _ = DataLoader(TensorDataset(Tensor.zeros(3)), batchSize: 0) },
  ]
}
