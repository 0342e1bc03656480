// "What is torch.nn, really?" (https://pytorch.org/tutorials/beginner/nn_tutorial.html) in Swift, step by step: from raw tensors to a
// convolutional network. Each stage trains the same task and prints its loss and accuracy.

import Martlet

manualSeed(0)

// MNIST as flat vectors: the training set when it is on this machine, else the 10,000 test images, 8,000 to learn from.
func loadData() throws -> (Tensor, Tensor, Tensor, Tensor) {
  if MNISTFiles.mnist.find(train: true) != nil, MNISTFiles.mnist.find(train: false) != nil {
    let train = try MNIST(train: true), valid = try MNIST(train: false)
    return (train.images.view(-1, 784), train.labels, valid.images.view(-1, 784), valid.labels)
  }
  let all = try MNIST(train: false)
  let x = all.images.view(-1, 784)
  return (x[0..<8000], all.labels[0..<8000], x[8000...], all.labels[8000...])
}

let (xTrain, yTrain, xValid, yValid): (Tensor, Tensor, Tensor, Tensor)
do {
  (xTrain, yTrain, xValid, yValid) = try loadData()
} catch {
  print(error)
  fatalError("MNIST is needed for this example")
}

let n = xTrain.size(0)
let bs = 64
let epochs = 2

func report(_ stage: String, _ loss: Tensor, _ accuracy: Double) {
  let l = Double(Int(loss.item() * 10000)) / 10000, a = Double(Int(accuracy * 1000)) / 10
  print("\(stage): loss \(l), accuracy \(a) %")
}

func accuracy(_ out: Tensor, _ yb: Tensor) -> Double {
  (out.argmax(dim: 1) .== yb).float().mean().item()
}

// (1) Logistic regression from nothing but tensors.
do {
  let lr = 0.5
  let weights = Tensor.randn(784, 10) / 784.0.squareRoot()
  weights.requiresGrad_()
  let bias = Tensor.zeros(10, requiresGrad: true)

  func logSoftmax(_ x: Tensor) -> Tensor { x - x.exp().sum(dim: -1).log().unsqueeze(-1) }
  func model(_ xb: Tensor) -> Tensor { logSoftmax(xb.matmul(weights) + bias) }
  func nll(_ input: Tensor, _ target: Tensor) -> Tensor { -input[Tensor.arange(target.size(0)), target].mean() }

  for _ in 0..<epochs {
    for i in 0..<((n - 1) / bs + 1) {
      let xb = xTrain[i * bs..<(i + 1) * bs], yb = yTrain[i * bs..<(i + 1) * bs]
      let loss = nll(model(xb), yb)
      loss.backward()
      noGrad {
        weights -= weights.grad! * lr
        bias -= bias.grad! * lr
        weights.grad!.zero_()
        bias.grad!.zero_()
      }
    }
  }
  let out = noGrad { model(xValid) }
  report("(1) raw tensors", nll(out, yValid), accuracy(out, yValid))
}

// (2) F.crossEntropy joins log-softmax and negative log-likelihood.
do {
  let lr = 0.5
  let weights = (Tensor.randn(784, 10) / 784.0.squareRoot()).requiresGrad_()
  let bias = Tensor.zeros(10, requiresGrad: true)
  func model(_ xb: Tensor) -> Tensor { xb.matmul(weights) + bias }
  for _ in 0..<epochs {
    for i in 0..<((n - 1) / bs + 1) {
      let loss = F.crossEntropy(model(xTrain[i * bs..<(i + 1) * bs]), yTrain[i * bs..<(i + 1) * bs])
      loss.backward()
      noGrad {
        for p in [weights, bias] {
          p -= p.grad! * lr
          p.grad = nil
        }
      }
    }
  }
  let out = noGrad { model(xValid) }
  report("(2) F.crossEntropy", F.crossEntropy(out, yValid), accuracy(out, yValid))
}

// (3) A Module holds its parameters.
final class MnistLogistic: Module, Layer {
  @Parameter var weights = Tensor.randn(784, 10) / 784.0.squareRoot()
  @Parameter var bias = Tensor.zeros(10)
  func forward(_ xb: Tensor) -> Tensor { xb.matmul(weights) + bias }
}

func fitByHand(_ model: any Layer, _ lr: Double) {
  for _ in 0..<epochs {
    for i in 0..<((n - 1) / bs + 1) {
      let loss = F.crossEntropy(model(xTrain[i * bs..<(i + 1) * bs]), yTrain[i * bs..<(i + 1) * bs])
      loss.backward()
      noGrad { for p in model.parameters() { p -= p.grad! * lr } }
      model.zeroGrad()
    }
  }
}

func judge(_ stage: String, _ model: any Layer) {
  let out = noGrad { model(xValid) }
  report(stage, F.crossEntropy(out, yValid), accuracy(out, yValid))
}

do {
  let model = MnistLogistic()
  fitByHand(model, 0.5)
  judge("(3) Module with @Parameter", model)
}

// (4) Linear is that module, ready-made.
final class MnistLinear: Module, Layer {
  let lin = Linear(784, 10)
  func forward(_ xb: Tensor) -> Tensor { lin(xb) }
}

do {
  let model = MnistLinear()
  fitByHand(model, 0.5)
  judge("(4) Linear", model)
}

// (5) An optimiser takes the step.
do {
  let model = MnistLinear()
  let opt = SGD(model.parameters(), lr: 0.5)
  for _ in 0..<epochs {
    for i in 0..<((n - 1) / bs + 1) {
      let loss = F.crossEntropy(model(xTrain[i * bs..<(i + 1) * bs]), yTrain[i * bs..<(i + 1) * bs])
      loss.backward()
      opt.step()
      opt.zeroGrad()
    }
  }
  judge("(5) SGD", model)
}

// (6) A TensorDataset indexes both tensors at once.
let trainSet = TensorDataset(xTrain, yTrain), validSet = TensorDataset(xValid, yValid)
do {
  let model = MnistLinear()
  let opt = SGD(model.parameters(), lr: 0.5)
  for _ in 0..<epochs {
    for i in 0..<((n - 1) / bs + 1) {
      let (xb, yb) = trainSet[i * bs..<(i + 1) * bs]
      F.crossEntropy(model(xb), yb).backward()
      opt.step()
      opt.zeroGrad()
    }
  }
  judge("(6) TensorDataset", model)
}

// (7) A DataLoader makes the batches.
do {
  let model = MnistLinear()
  let opt = SGD(model.parameters(), lr: 0.5)
  for _ in 0..<epochs {
    for (xb, yb) in DataLoader(trainSet, batchSize: bs) {
      F.crossEntropy(model(xb), yb).backward()
      opt.step()
      opt.zeroGrad()
    }
  }
  judge("(7) DataLoader", model)
}

// (8) Validation after every epoch, shuffled training, and the two modes.
do {
  let model = MnistLinear()
  let opt = SGD(model.parameters(), lr: 0.5)
  let trainBatches = DataLoader(trainSet, batchSize: bs, shuffle: true), validBatches = DataLoader(validSet, batchSize: bs * 2)
  for epoch in 0..<epochs {
    model.train()
    for (xb, yb) in trainBatches {
      F.crossEntropy(model(xb), yb).backward()
      opt.step()
      opt.zeroGrad()
    }
    model.eval()
    let loss = noGrad { validBatches.reduce(0.0) { $0 + F.crossEntropy(model($1.0), $1.1).item() } / Double(validBatches.count) }
    print("    epoch \(epoch): validation loss \(Double(Int(loss * 10000)) / 10000)")
  }
  judge("(8) validation", model)
}

// (9) fit and getData: the loop in two functions, for any model.
typealias Batches = DataLoader<(Tensor, Tensor)>

func getData(_ train: TensorDataset<Tensor, Tensor>, _ valid: TensorDataset<Tensor, Tensor>, _ bs: Int) -> (Batches, Batches) {
  (DataLoader(train, batchSize: bs, shuffle: true), DataLoader(valid, batchSize: bs * 2))
}

func lossBatch(_ model: any Layer, _ xb: Tensor, _ yb: Tensor, _ opt: Optimizer? = nil) -> (Double, Int) {
  let loss = F.crossEntropy(model(xb), yb)
  if let opt {
    loss.backward()
    opt.step()
    opt.zeroGrad()
  }
  return (loss.item(), xb.size(0))
}

func fit(_ stage: String, _ epochs: Int, _ model: any Layer, _ opt: Optimizer, _ train: some Sequence<(Tensor, Tensor)>, _ valid: some Sequence<(Tensor, Tensor)>) {
  for _ in 0..<epochs {
    model.train()
    for (xb, yb) in train { _ = lossBatch(model, xb, yb, opt) }
  }
  model.eval()
  var total = 0.0, count = 0, right = 0.0
  noGrad {
    for (xb, yb) in valid {
      let out = model(xb)
      total += F.crossEntropy(out, yb).item() * Double(yb.numel)
      right += accuracy(out, yb) * Double(yb.numel)
      count += yb.numel
    }
  }
  report(stage, Tensor(total / Double(count)), right / Double(count))
}
let (trainBatches, validBatches) = getData(trainSet, validSet, bs)
do {
  let model = MnistLinear()
  fit("(9) fit and getData", epochs, model, SGD(model.parameters(), lr: 0.5), trainBatches, validBatches)
}

// (10) Three convolutions.
final class MnistCNN: Module, Layer {
  let conv1 = Conv2d(1, 16, kernelSize: 3, stride: 2, padding: 1)
  let conv2 = Conv2d(16, 16, kernelSize: 3, stride: 2, padding: 1)
  let conv3 = Conv2d(16, 10, kernelSize: 3, stride: 2, padding: 1)
  func forward(_ x: Tensor) -> Tensor {
    var xb = x.view(-1, 1, 28, 28)
    xb = F.relu(conv1(xb))
    xb = F.relu(conv2(xb))
    xb = F.relu(conv3(xb))
    xb = F.avgPool2d(xb, 4)
    return xb.view(-1, xb.size(1))
  }
}

do {
  let model = MnistCNN()
  fit(
    "(10) convolutions", epochs, model, SGD(model.parameters(), lr: 0.1, momentum: 0.9), trainBatches, validBatches)
}

// (11) The same as a Sequential, with functions as layers.
func layers(_ pool: any Layer) -> Sequential {
  Sequential(
    Conv2d(1, 16, kernelSize: 3, stride: 2, padding: 1), ReLU(), Conv2d(16, 16, kernelSize: 3, stride: 2, padding: 1), ReLU(),
    Conv2d(16, 10, kernelSize: 3, stride: 2, padding: 1), ReLU(), pool, Lambda { $0.view($0.size(0), -1) })
}

do {
  let model = Sequential(Lambda { $0.view(-1, 1, 28, 28) }, layers(AvgPool2d(4)))
  fit(
    "(11) Sequential with Lambda", epochs, model, SGD(model.parameters(), lr: 0.1, momentum: 0.9), trainBatches, validBatches)
}

// (12) A wrapped data loader prepares the batches, and adaptive pooling takes images of any size.
struct WrappedDataLoader: Sequence {
  let batches: Batches
  let prepare: (Tensor, Tensor) -> (Tensor, Tensor)
  func makeIterator() -> AnyIterator<(Tensor, Tensor)> {
    let i = batches.makeIterator()
    return AnyIterator { i.next().map { prepare($0.0, $0.1) } }
  }
}

do {
  let model = layers(AdaptiveAvgPool2d(1))
  let images = { (x: Tensor, y: Tensor) in (x.view(-1, 1, 28, 28), y) }
  fit(
    "(12) wrapped loader, AdaptiveAvgPool2d", epochs, model, SGD(model.parameters(), lr: 0.1, momentum: 0.9), WrappedDataLoader(batches: trainBatches, prepare: images),
    WrappedDataLoader(batches: validBatches, prepare: images))
}

// (13) The same on a GPU when there is one.
do {
  let device = tryGPU()
  let model = layers(AdaptiveAvgPool2d(1)).to(device)
  let images = { (x: Tensor, y: Tensor) in (x.view(-1, 1, 28, 28).to(device), y.to(device)) }
  fit(
    "(13) on \(device)", epochs, model, SGD(model.parameters(), lr: 0.1, momentum: 0.9), WrappedDataLoader(batches: trainBatches, prepare: images),
    WrappedDataLoader(batches: validBatches, prepare: images))
}
