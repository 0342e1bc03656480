// Airplanes and automobiles: 12,000 JPEGs of 32×32 pixels with random flips and rotations. One network learns them through `ImageFolder`, another one
// through a data set of our own; each has to get 90 % of the validation images right.
// Expects `../shared/data/cifar2.tar.gz`, or its path as the first argument.

import Foundation
import Martlet

let archive = CommandLine.arguments.dropFirst().first ?? "../shared/data/cifar2.tar.gz"
guard FileManager.default.fileExists(atPath: archive) else {
  print("\(archive) is not there; give the path of cifar2.tar.gz as an argument. Nothing was trained.")
  exit(0)
}
let folder = try unpacked(archive)

manualSeed(0)
let augment = Compose([RandomHorizontalFlip(), RandomVerticalFlip(), RandomRotation(15, interpolation: .bilinear), ToTensor()])
let images = try ImageFolder(folder + "/cifar2/train", transform: augment)
let pictures = try Pictures(folder + "/cifar2/train", augment)
let test = try Pictures(folder + "/cifar2/test", Compose([ToTensor()]))
print("\(images.count) training and \(test.count) validation images, classes \(images.classes)")

let sample = Tensor.stack(try (0..<16).map { try images[$0 * 600].0 })
try saveImage(sample, to: folder + "/sample.png")
print("sixteen of them as the network sees them: a grid of shape \(makeGrid(sample).shape)")

/// Trains a new network and returns its best share of right answers on the validation images, `test`.
func bestAccuracy(_ train: some Dataset<(Tensor, Int)>, _ test: Pictures) throws -> Double {
  let model = Sequential {
    for (inputs, outputs) in [(3, 32), (32, 64), (64, 64)] {
      Conv2d(inputs, outputs, kernelSize: 3, padding: 1)
      BatchNorm2d(outputs)
      ReLU()
      MaxPool2d(2)
    }
    Flatten()
    Dropout(0.2)
    Linear(64 * 4 * 4, 2)
  }
  let trainer = Trainer(model, loss: CrossEntropyLoss(), optimizer: Adam(model.parameters(), lr: 1e-3), metrics: [Accuracy()])
  let history = try trainer.fit(
    DataLoader(train, batchSize: 50, shuffle: true, numWorkers: 2), validation: DataLoader(test, batchSize: 50, numWorkers: 2), epochs: 3)
  return history["val_acc"]!.compactMap { $0 }.max()!
}

print("through ImageFolder:")
let throughFolder = try bestAccuracy(images, test)
print("through a data set of our own:")
let throughOurs = try bestAccuracy(pictures, test)
print("best validation accuracies: \(throughFolder) and \(throughOurs)")
try FileManager.default.removeItem(atPath: folder)
if min(throughFolder, throughOurs) < 0.9 { exit(1) }
