// The tutorials' ten-class network of two convolutions and three linear layers, on the digits that ship with the package.

import Martlet

final class CNN: Module, Layer {
  let conv: Sequential
  let fc: Sequential

  /// - Parameters: inDim: channels of the images, 28×28 pixels; nClass: how many classes there are.
  init(_ inDim: Int, _ nClass: Int) {
    conv = Sequential(
      Conv2d(inDim, 6, kernelSize: 3, stride: 1, padding: 1), ReLU(), MaxPool2d(2), Conv2d(6, 16, kernelSize: 5), ReLU(),
      MaxPool2d(2))
    fc = Sequential(Linear(400, 120), Linear(120, 84), Linear(84, nClass))
  }

  func forward(_ x: Tensor) -> Tensor {
    let features = conv(x)
    return fc(features.view(features.size(0), -1))
  }
}

manualSeed(0)
let model = CNN(1, 10)
print(model)

// The digits are 8×8: each pixel becomes 3×3, and a border of two makes 28×28.
let digits = try Digits()
let wide = digits.images.unsqueeze(-1).unsqueeze(3).expand(-1, 1, 8, 3, 8, 3).reshape(-1, 1, 24, 24)
let images = Tensor.zeros(wide.size(0), 1, 28, 28)
images[.all, .all, 2..<26, 2..<26] = wide

let data = TensorDataset(images, digits.labels)
let parts = randomSplit(data, [1500, 297])
let trainer = Trainer(
  model, loss: CrossEntropyLoss(), optimizer: SGD(model.parameters(), lr: 0.05, momentum: 0.9), metrics: [Accuracy()])
let history = try trainer.fit(
  DataLoader(parts[0], batchSize: 32, shuffle: true), validation: DataLoader(parts[1], batchSize: 99), epochs: 5)
print("validation accuracy: \(history["val_acc"]!.last!)")
