import Foundation
import Martlet
import Testing

/// Image data sets as they are trained from.
@Suite struct LabelledImageTests {
  @Test func digitsShipInside() throws {
    let digits = try Digits()
    #expect(digits.count == 1797)
    let (x, y) = digits[0]
    #expect(x.shape == [1, 8, 8] && x.dtype == .float32 && y.dtype == .int64 && y.item() == 0)
    #expect(digits.images.min().item() == 0 && digits.images.max().item() == 1)
    #expect((0..<10).map { c in (digits.labels .== c).sum().item(as: Int.self) } == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    for (xb, yb) in DataLoader(digits, batchSize: 100, shuffle: true, dropLast: true) { #expect(xb.shape == [100, 1, 8, 8] && yb.shape == [100]) }
  }

  @Test func aMissingFolderIsAnError() {
    let root = "/nonexistent/\(UUID().uuidString)"
    let error = #expect(throws: DataSetError.self) { try MNIST(root, train: true) }
    let message = error?.description ?? ""
    for words in [root, "train-images-idx3-ubyte.gz", "put"] { #expect(message.contains(words), "\(message)") }
    #expect(!message.contains("\n"))
  }

  /// Damaged in every way that a broken download damages files.
  @Test func damagedFilesAreErrors() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(images: [UInt8], labels: [UInt8]) throws {
      try Data(images).write(to: folder.appending(path: "train-images-idx3-ubyte"))
      try Data(labels).write(to: folder.appending(path: "train-labels-idx1-ubyte"))
    }
    func message() -> String {
      (#expect(throws: DataSetError.self) { try MNIST(folder.path, train: true) })?.description ?? ""
    }
    let pixels = [UInt8](repeating: 7, count: 2 * 784)
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28] + pixels, labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 4, 9]
    try write(images: images, labels: labels)
    let mnist = try MNIST(folder.path, train: true)
    #expect(mnist.count == 2 && mnist[1].1.item() == 9 && abs(mnist[0].0.mean().item() - 7.0 / 255) < 1e-6)

    try write(images: Array(images.dropLast(100)), labels: labels)
    #expect(message().contains("train-images-idx3-ubyte") && message().contains("2 × 28 × 28"))
    try write(images: [9, 9] + images.dropFirst(2), labels: labels)
    #expect(message().contains("train-images-idx3-ubyte"))
    try write(images: images, labels: Array(labels.dropLast()))
    #expect(message().contains("train-labels-idx1-ubyte"))
    try write(images: images, labels: Array(labels.dropLast()) + [10])
    #expect(message().contains("the label 10"))
    try write(images: [], labels: labels)
    #expect(message().contains("train-images-idx3-ubyte"))
  }
}
