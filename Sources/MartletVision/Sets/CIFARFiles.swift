import Foundation

/// Where the files of CIFAR are, and how they are read: the publisher's binary version, in its archive or unpacked.
///
/// Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009. (https://www.cs.toronto.edu/~kriz/cifar.html)
struct CIFARFiles {
  let archive: String
  /// The MD5 checksum of the published archive.
  let checksum: String
  /// The folder in the archive.
  let folder: String
  let trainFiles: [String], testFiles: [String]
  /// Labels before the 3,072 pixels of an image; the last one counts.
  let labelCount: Int
  let classCount: Int

  static let pixelCount = 3 * 32 * 32

  static let cifar10 = CIFARFiles(
    archive: "cifar-10-binary.tar.gz", checksum: "c32a1d4ab5d03f1284b67883e8d87530", folder: "cifar-10-batches-bin",
    trainFiles: (1...5).map { "data_batch_\($0).bin" }, testFiles: ["test_batch.bin"], labelCount: 1, classCount: 10)

  static let cifar100 = CIFARFiles(
    archive: "cifar-100-binary.tar.gz", checksum: "03b5dce01913d631647c71ecec9e9cb8", folder: "cifar-100-binary",
    trainFiles: ["train.bin"], testFiles: ["test.bin"], labelCount: 2, classCount: 100)

  /// The pixels (N, 3, 32, 32) of a split in row-major order and their labels (N), downloaded first where they are missing.
  func load(train: Bool, root: String?, download: Bool) throws(DataSetError) -> (pixels: [UInt8], labels: [UInt8]) {
    let names = train ? trainFiles : testFiles
    let files = try bytes(names, root: root, download: download)
    var pixels: [UInt8] = [], labels: [UInt8] = []
    for name in names {
      guard let file = files[name] else {
        throw .malformed(path: archive, found: "no file \(name)", expected: "\(folder)/\(name) in it")
      }
      try split(file.bytes, file.path, into: &pixels, &labels)
    }
    return (pixels, labels)
  }

  private func split(_ bytes: [UInt8], _ path: String, into pixels: inout [UInt8], _ labels: inout [UInt8]) throws(DataSetError) {
    let size = labelCount + Self.pixelCount
    guard !bytes.isEmpty, bytes.count % size == 0 else {
      throw .malformed(path: path, found: "\(bytes.count) bytes", expected: "a multiple of \(size), which an image takes")
    }
    pixels.reserveCapacity(pixels.count + bytes.count)
    for start in stride(from: 0, to: bytes.count, by: size) {
      let label = bytes[start + labelCount - 1]
      guard label < classCount else {
        throw .malformed(path: path, found: "the label \(label) at index \(start / size)", expected: "labels below \(classCount)")
      }
      labels.append(label)
      pixels += bytes[start + labelCount..<start + size]
    }
  }

  /// The files of these names, from the unpacked folder or from the archive.
  private func bytes(_ names: [String], root: String?, download: Bool) throws(DataSetError) -> [String: (path: String, bytes: [UInt8])] {
    var found: [String: (path: String, bytes: [UInt8])] = [:]
    for place in DataFolders.roots(root) {
      let unpacked = names.map { "\(place)/\(folder)/\($0)" }
      if unpacked.allSatisfy(FileManager.default.fileExists) {
        for (name, path) in zip(names, unpacked) { found[name] = (path, try FileContent.bytes(ofFileAt: path)) }
        return found
      }
    }
    let path = try locateArchive(root: root, download: download)
    var tar = try TarArchive(path: path)
    let most = 50_000 * (labelCount + Self.pixelCount)
    try tar.forEach { name, size in size <= most && names.contains { name == folder + "/" + $0 } } _: { name, bytes throws(DataSetError) in
      found[String(name.dropFirst(folder.count + 1))] = (path + "/" + name, bytes)
    }
    return found
  }

  private func locateArchive(root: String?, download: Bool) throws(DataSetError) -> String {
    let places = DataFolders.roots(root)
    if let path = places.map({ "\($0)/\(archive)" }).first(where: FileManager.default.fileExists) { return path }
    let target = "\(root ?? DataFolders.cache)/\(archive)"
    func missing(_ reason: String) -> DataSetError {
      .missing(file: archive, searched: places, reason: reason, remedy: "put it, or its folder \(folder), into \(root ?? DataFolders.cache)")
    }
    guard download else { throw missing("no download was asked for") }
    do {
      try Download.file(from: [URL(string: "https://www.cs.toronto.edu/~kriz/" + archive)!], md5: checksum, to: target)
    } catch {
      throw missing("the download failed (\(error))")
    }
    return target
  }
}
