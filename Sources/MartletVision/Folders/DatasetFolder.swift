import Foundation
import MartletData

/// Files in one folder for each class: `root/cat/1.png`, `root/dog/2.png` (`torchvision.datasets.DatasetFolder`).
///
/// Classes are the folders directly below `root` in the order of their names; a class's files may lie at any depth below its folder.
/// A sample is what `loader` and then `transform` make of a file, and the class's index.
public class DatasetFolder<Sample>: Dataset {
  public let root: String
  /// The classes' names, in order.
  public let classes: [String]
  /// The index of each class.
  public let classToIdx: [String: Int]
  /// All files with the index of their class.
  public let samples: [(path: String, target: Int)]
  private let read: (String) throws -> Sample
  private let targetTransform: ((Int) -> Int)?

  /// The index of each sample's class.
  public var targets: [Int] { samples.map(\.target) }
  public var count: Int { samples.count }

  /// - Parameters:
  ///   - extensions: the endings of the files that count, in lower case.
  ///   - loader: reads a file; `transform` makes the sample of what it read, `targetTransform` the target of the class's index.
  /// - Throws: `DataSetError` when the folder cannot be read, has no folders in it, or one of these has no such file.
  public init<Raw>(
    _ root: String, loader: @escaping (String) throws -> Raw, extensions: [String], transform: @escaping (Raw) throws -> Sample,
    targetTransform: ((Int) -> Int)? = nil
  ) throws {
    self.root = root
    classes = try FolderListing.folders(in: root)
    guard !classes.isEmpty else {
      throw DataSetError.malformed(path: root, found: "no folders", expected: "a folder for each class")
    }
    classToIdx = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    samples = try classes.enumerated().flatMap { index, name in
      let folder = root + "/" + name
      let files = try FolderListing.files(below: folder, extensions: extensions)
      guard !files.isEmpty else {
        throw DataSetError.malformed(path: folder, found: "no sample", expected: "files ending in \(extensions.joined(separator: ", "))")
      }
      return files.map { ($0, index) }
    }
    read = { try transform(loader($0)) }
    self.targetTransform = targetTransform
  }

  /// Samples that are what `loader` reads.
  public convenience init(
    _ root: String, loader: @escaping (String) throws -> Sample, extensions: [String], targetTransform: ((Int) -> Int)? = nil
  ) throws {
    try self.init(root, loader: loader, extensions: extensions, transform: { $0 }, targetTransform: targetTransform)
  }

  /// Sample `i`, read from its file. Throws what `loader` throws.
  public subscript(_ i: Int) -> (Sample, Int) {
    get throws {
      let (path, target) = samples[i]
      return (try read(path), targetTransform?(target) ?? target)
    }
  }
}
