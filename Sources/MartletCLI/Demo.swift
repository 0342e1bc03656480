import ArgumentParser
import Martlet

/// `martlet demo`: a small convolutional network learns handwritten digits.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a small convolutional network on handwritten digits and draw its learning curve.")

  enum DataName: String, ExpressibleByArgument, CaseIterable { case digits, mnist }

  @Option(help: "The data set: the 8×8 digits inside the package, or MNIST.")
  var data: DataName = .digits

  @Option(help: "Passes over the training images (default: 20 for digits, 5 for MNIST).")
  var epochs: Int?

  @Option(help: "Seed of the weights and of the order of the images.")
  var seed = 1

  @Option(help: "Where the learning curve is written, as SVG.")
  var plot = "learning-curve.svg"

  mutating func validate() throws {
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1, got \(epochs).") }
  }

  func run() throws {
    manualSeed(seed)
    let (train, validation, title) = try load()
    let net = data == .digits ? Demo.digitsNet() : Demo.leNet()
    print("\(title): \(train.count) images to learn from, \(validation.count) to check on; \(net.parameters().reduce(0) { $0 + $1.numel }) parameters")
    let trainer = Trainer(
      net, loss: CrossEntropyLoss(), optimizer: Adam(net.parameters(), lr: data == .digits ? 2e-3 : 1e-3), metrics: [Accuracy()])
    let history = try trainer.fit(
      DataLoader(train, batchSize: 64, shuffle: true), validation: DataLoader(validation, batchSize: 256),
      epochs: epochs ?? (data == .digits ? 20 : 5), plot: plot, title: title, unit: "images")
    let accuracy = history["val_acc"]!.last! * 100
    print("validation accuracy: \(Double(Int((accuracy * 100).rounded())) / 100) %")
    print("learning curve: \(plot)")
  }

  private typealias Part = Subset<LabelledImages>

  /// Training and validation images: MNIST's own parts when its training set is here or to be had, else the first 8,000 and the last
  /// 2,000 of its test images; of the digits four fifths and one fifth, at random.
  private func load() throws -> (Part, Part, String) {
    switch data {
    case .digits:
      let parts = randomSplit(try Digits() as LabelledImages, [0.8, 0.2])
      return (parts[0], parts[1], "Digits 8×8")
    case .mnist:
      if MNISTFiles.mnist.find(train: true) == nil, MNISTFiles.mnist.find(train: false) != nil {
        let images: LabelledImages = try MNIST(train: false)
        return (Part(images, Array(0..<8000)), Part(images, Array(8000..<images.count)), "MNIST-10k")
      }
      let all: LabelledImages = try MNIST(train: true, download: true), test: LabelledImages = try MNIST(train: false, download: true)
      return (Part(all, Array(0..<all.count)), Part(test, Array(0..<test.count)), "MNIST")
    }
  }

  static func digitsNet() -> Sequential {
    Sequential(
      Conv2d(1, 16, kernelSize: 3, padding: 1), ReLU(), Conv2d(16, 32, kernelSize: 3, padding: 1), ReLU(), MaxPool2d(2),
      Flatten(), Dropout(0.25), Linear(32 * 4 * 4, 64), ReLU(), Linear(64, 10))
  }

  static func leNet() -> Sequential {
    Sequential(
      Conv2d(1, 6, kernelSize: 3, padding: 1), ReLU(), MaxPool2d(2), Conv2d(6, 16, kernelSize: 5), ReLU(), MaxPool2d(2), Flatten(),
      Linear(400, 120), ReLU(), Linear(120, 84), ReLU(), Linear(84, 10))
  }
}
