import Foundation
import Martlet
import MartletTestSupport
import Testing

/// Images in folders, one for each class.
@Suite struct ImageFolderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let png = try formulaPicture.encoded(as: .png)
    for name in ["dog/b.png", "dog/a.PNG", "dog/deep/c.png", "cat/10.png", "cat/9.png", "cat/notes.txt", "Zebra/z.png"] {
      _ = try folder.write(png, to: name)
    }
  }

  @Test func ordersClassesAndFilesAsPythonDoes() throws {
    let set = try ImageFolder(folder.path)
    #expect(set.classes == ["Zebra", "cat", "dog"])
    #expect(set.classToIdx == ["Zebra": 0, "cat": 1, "dog": 2])
    #expect(set.samples.map { $0.path.dropFirst(folder.path.count + 1) } == [
      "Zebra/z.png", "cat/10.png", "cat/9.png", "dog/a.PNG", "dog/b.png", "dog/deep/c.png",
    ])
    #expect(set.targets == [0, 1, 1, 2, 2, 2])
  }

  @Test func transformsSamplesAndTargets() throws {
    let set = try ImageFolder(folder.path, transform: Compose([CenterCrop(10), ToTensor()]), targetTransform: { $0 * 10 })
    let (x, y) = try set[3]
    #expect(x.equal(TF.toTensor(TF.centerCrop(formulaPicture, 10))))
    #expect(y == 20)
    #expect(try ImageFolder(folder.path)[0].0.equal(formulaPicture.tensor))
  }

  @Test func loadsInBatches() throws {
    let set = try ImageFolder(folder.path, transform: ToTensor())
    var labels: [Int] = []
    for (x, y) in DataLoader(set, batchSize: 4, numWorkers: 2) {
      #expect(x.shape[1...] == [3, 30, 40])
      labels += y.toArray(Int.self)
    }
    #expect(labels == set.targets)
  }

  /// Files of any kind, by a loader of one's own.
  @Test func takesOtherFiles() throws {
    for name in ["cat", "dog", "Zebra"] { _ = try folder.write(Array("I am a \(name)".utf8), to: name + "/text.txt") }
    let set = try DatasetFolder(folder.path, loader: { try String(contentsOfFile: $0, encoding: .utf8) }, extensions: [".txt"]) { $0.count }
    #expect(set.count == 4)
    #expect(try set[3] == (10, 2))
  }

  @Test func namesWhatIsMissing() throws {
    #expect(throws: DataSetError.self) { try ImageFolder(folder.path + "/nowhere") }
    #expect(throws: DataSetError.self) { try ImageFolder(folder.path + "/cat") }
    _ = try folder.write([1], to: "empty/readme.txt")
    let error = #expect(throws: DataSetError.self) { try ImageFolder(folder.path) }
    let message = error?.description ?? ""
    #expect(message.contains("/empty"))
    _ = try folder.write([1], to: "empty/broken.png")
    let set = try ImageFolder(folder.path)
    #expect(throws: ImageError.self) { try set[6] }
  }
}
