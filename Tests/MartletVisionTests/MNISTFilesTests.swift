import Foundation
import MartletTestSupport
import MartletVision
import Testing

/// Looking for MNIST's files, and checking that they belong together.
@Suite struct MNISTFilesTests {
  private let folder: TemporaryFolder
  private let images = idx(shape: [3, 28, 28], bytes: [UInt8](repeating: 9, count: 3 * 28 * 28))
  private let labels = idx(shape: [3], bytes: [5, 0, 4])

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: ["", "mnist/", "MNIST/raw/"])
  func findsASplitInEveryLayout(layout: String) throws {
    let imagePath = try folder.write(gzip(images), to: layout + "t10k-images-idx3-ubyte.gz")
    #expect(MNISTFiles.mnist.find(train: false, root: folder.path) == nil)
    let labelPath = try folder.write(labels, to: layout + "t10k-labels-idx1-ubyte")

    let split = try #require(MNISTFiles.mnist.find(train: false, root: folder.path))
    #expect(URL(fileURLWithPath: split.images).standardized.path == imagePath)
    #expect(URL(fileURLWithPath: split.labels).standardized.path == labelPath)
    #expect(MNISTFiles.mnist.find(train: true, root: folder.path) == nil)

    let loaded = try MNISTFiles.mnist.load(train: false, root: folder.path, download: false)
    #expect(loaded.labels == [5, 0, 4])
    #expect(loaded.images.count == 3 * 28 * 28)
  }

  @Test func saysWhatToPutWhere() throws {
    let root = folder.path + "/nowhere"
    expectFailure(root: root, mentions: ["train-images-idx3-ubyte.gz: not found in \(root)", "put", "train-labels"])
    _ = try folder.write(images, to: "nowhere/MNIST/raw/train-images-idx3-ubyte")
    expectFailure(root: root, mentions: ["train-labels-idx1-ubyte.gz: not found"])
  }

  @Test func refusesFilesThatDoNotBelongTogether() throws {
    _ = try folder.write(images, to: "train-images-idx3-ubyte")
    _ = try folder.write(idx(shape: [2], bytes: [1, 2]), to: "train-labels-idx1-ubyte")
    expectFailure(root: folder.path, mentions: ["shape [2]", "each of the 3 images"])
    _ = try folder.write(idx(shape: [3], bytes: [1, 10, 2]), to: "train-labels-idx1-ubyte")
    expectFailure(root: folder.path, mentions: ["the label 10 at index 1", "0 to 9"])
    _ = try folder.write(idx(shape: [3, 2, 2], bytes: [UInt8](repeating: 0, count: 12)), to: "train-images-idx3-ubyte")
    expectFailure(root: folder.path, mentions: ["shape [3, 2, 2]", "[N, 28, 28]"])
    _ = try folder.write(Array(images.dropLast()), to: "train-images-idx3-ubyte")
    expectFailure(root: folder.path, mentions: ["train-images-idx3-ubyte", "3 × 28 × 28 bytes"])
  }

  /// In a process of its own, because the environment belongs to the whole process.
  @Test func looksWhereTheEnvironmentSays() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      setenv("MARTLET_DATA", folder.path + "/here", 1)
      setenv("XDG_CACHE_HOME", folder.path + "/cache", 1)
      let labels = idx(shape: [1], bytes: [7])
      let images = idx(shape: [1, 28, 28], bytes: [UInt8](repeating: 1, count: 784))
      _ = try folder.write(images, to: "cache/martlet/mnist/train-images-idx3-ubyte.gz")
      _ = try folder.write(labels, to: "cache/martlet/mnist/train-labels-idx1-ubyte.gz")
      try #require(MNISTFiles.mnist.find(train: true)?.images.hasPrefix(folder.path + "/cache") == true)

      _ = try folder.write(images, to: "here/mnist/train-images-idx3-ubyte.gz")
      _ = try folder.write(labels, to: "here/mnist/train-labels-idx1-ubyte.gz")
      try #require(MNISTFiles.mnist.find(train: true)?.images.hasPrefix(folder.path + "/here") == true)
    }
  }

  /// A proxy that refuses every connection stands for a machine without a network.
  @Test func failsInOneLineWithoutANetwork() async {
    await #expect(processExitsWith: .success) {
      for name in ["https_proxy", "HTTPS_PROXY", "all_proxy"] { setenv(name, "http://127.0.0.1:9", 1) }
      let folder = try TemporaryFolder()
      let before = ContinuousClock.now
      let error = #expect(throws: DataSetError.self) {
        try MNISTFiles.mnist.locate(train: true, root: folder.path, download: true)
      }
      let message = try #require(error?.description)
      try #require(message.contains("the download failed"))
      try #require(message.contains("put train-images-idx3-ubyte.gz") && !message.contains("\n"))
      try #require(ContinuousClock.now - before < .seconds(40))
      try #require(MNISTFiles.mnist.find(train: true, root: folder.path) == nil)
    }
  }

  private func expectFailure(root: String, mentions words: [String]) {
    let error = #expect(throws: DataSetError.self) {
      try MNISTFiles.mnist.load(train: true, root: root, download: false)
    }
    let message = error?.description ?? ""
    for word in words { #expect(message.contains(word), "\(message)") }
    #expect(!message.contains("\n"))
  }
}
