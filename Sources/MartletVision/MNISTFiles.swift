import Foundation

/// Where the files of MNIST, or of a data set in its format, are: on this machine, or on the mirrors that publish them.
///
/// A split is two files, images and labels, each gzip-compressed or not. They are looked for in the folder that the
/// caller names, and in no other. Without one, `$MARTLET_DATA` comes first, then `../shared/data`, then the cache,
/// `$XDG_CACHE_HOME/martlet` or `~/.cache/martlet`. In each of these the files may lie at the top, in `mnist`, or in
/// `MNIST/raw`, where torchvision puts them; those of FashionMNIST never at the top, since they have the same names.
public struct MNISTFiles: Sendable {
  /// The two files of a split.
  public struct Split: Equatable, Sendable {
    /// The path of the images' file, of shape `(N, 28, 28)`.
    public let images: String
    /// The path of the labels' file, of shape `(N)`.
    public let labels: String
  }

  /// The name of the data set, as torchvision spells it.
  public let name: String
  /// The web folders that publish the files, the preferred one first.
  let mirrors: [String]
  /// The MD5 checksum of each published file, by the file's name.
  let checksums: [String: String]
  /// Whether files right in a folder, under names that other data sets have as well, are taken for this one's.
  let isPlainlyNamed: Bool

  /// Handwritten digits: 60,000 training and 10,000 test images of 28×28 pixels.
  ///
  /// Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", 1998.
  public static let mnist = MNISTFiles(
    name: "MNIST",
    mirrors: [
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ],
    checksums: [
      "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
      "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
      "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
      "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
    ], isPlainlyNamed: true)

  /// Articles of clothing: 60,000 training and 10,000 test images of 28×28 pixels.
  ///
  /// Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST", 2017. (https://arxiv.org/abs/1708.07747)
  public static let fashion = MNISTFiles(
    name: "FashionMNIST",
    mirrors: ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"],
    checksums: [
      "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
      "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
      "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
      "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
    ], isPlainlyNamed: false)

  /// The files of the training split, or of the test split, where both lie in one folder of this machine.
  public func find(train: Bool, root: String? = nil) -> Split? {
    let files = fileNames(train: train)
    for folder in folders(root: root) {
      if let images = existing(files.images, in: folder), let labels = existing(files.labels, in: folder) {
        return Split(images: images, labels: labels)
      }
    }
    return nil
  }

  /// The files of a split, downloaded into `root/MNIST/raw` (without a root: into the cache) where they are missing.
  ///
  /// A file that is downloaded is checked against its published checksum, and appears whole or not at all.
  ///
  /// - Throws: `DataSetError.missing`, which says what to put where, when the files are neither here nor to be had.
  public func locate(train: Bool, root: String? = nil, download: Bool = true) throws(DataSetError) -> Split {
    if let split = find(train: train, root: root) { return split }
    let files = fileNames(train: train)
    let folder = root.map { "\($0)/\(name)/raw" } ?? "\(DataFolders.cache)/\(name.lowercased())"
    for file in [files.images, files.labels] where existing(file, in: folder) == nil {
      guard download else {
        throw missing(file, train: train, root: root, folder: folder, reason: "no download was asked for")
      }
      do {
        let sources = mirrors.compactMap { URL(string: $0 + file) }
        try Download.file(from: sources, md5: checksums[file] ?? "", to: "\(folder)/\(file)")
      } catch {
        throw missing(file, train: train, root: root, folder: folder, reason: "the download failed (\(error))")
      }
    }
    guard let split = find(train: train, root: root) else {
      throw missing(files.images, train: train, root: root, folder: folder, reason: "it disappeared after the download")
    }
    return split
  }

  /// The images of a split, `(N, 28, 28)` from 0 to 255 in row-major order, and their labels from 0 to 9, `(N)`.
  ///
  /// - Throws: `DataSetError` when the files are not to be had, damaged, or do not belong together.
  public func load(
    train: Bool, root: String? = nil, download: Bool = true
  ) throws(DataSetError) -> (images: [UInt8], labels: [UInt8]) {
    try Self.load(locate(train: train, root: root, download: download))
  }

  /// Reads the two files of a split and checks that they fit each other.
  static func load(_ split: Split) throws(DataSetError) -> (images: [UInt8], labels: [UInt8]) {
    let (imageShape, images) = try IDX.read(split.images)
    guard imageShape.count == 3, imageShape[1...] == [28, 28] else {
      throw .malformed(
        path: split.images, found: "an array of shape \(imageShape)", expected: "images of shape [N, 28, 28]")
    }
    let (labelShape, labels) = try IDX.read(split.labels)
    guard labelShape == [imageShape[0]] else {
      throw .malformed(
        path: split.labels, found: "an array of shape \(labelShape)",
        expected: "a label for each of the \(imageShape[0]) images in \(split.images)")
    }
    if let wrong = labels.firstIndex(where: { $0 > 9 }) {
      throw .malformed(
        path: split.labels, found: "the label \(labels[wrong]) at index \(wrong)", expected: "labels from 0 to 9")
    }
    return (images, labels)
  }

  private func fileNames(train: Bool) -> (images: String, labels: String) {
    let split = train ? "train" : "t10k"
    return ("\(split)-images-idx3-ubyte.gz", "\(split)-labels-idx1-ubyte.gz")
  }

  /// Every folder in which a whole split may lie, the preferred one first.
  private func folders(root: String?) -> [String] {
    DataFolders.roots(root).flatMap { (isPlainlyNamed ? [$0] : []) + ["\($0)/\(name.lowercased())", "\($0)/\(name)/raw"] }
  }

  /// The path of `file` in `folder`, compressed or not, where there is one.
  private func existing(_ file: String, in folder: String) -> String? {
    let compressed = "\(folder)/\(file)"
    return [compressed, String(compressed.dropLast(".gz".count))].first(where: FileManager.default.fileExists)
  }

  private func missing(
    _ file: String, train: Bool, root: String?, folder: String, reason: String
  ) -> DataSetError {
    let files = fileNames(train: train)
    let remedy = "put \(files.images) and \(files.labels) into \(folder)"
    return .missing(
      file: file, searched: DataFolders.roots(root), reason: reason,
      remedy: root == nil ? remedy + ", or name their folder in MARTLET_DATA" : remedy)
  }
}
