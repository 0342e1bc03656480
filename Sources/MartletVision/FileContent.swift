import Foundation
import MartletFiles

/// A file's content, decompressed on the way when it is a gzip file, read front to back.
struct FileContent {
  let path: String
  /// The most bytes that the file can hold once decompressed: a size above it is a lie.
  let capacity: Int
  private let raw: [UInt8]
  private var position = 0
  private let gzip: GzipStream?

  /// Opens the file at `path`; throws `DataSetError.inaccessible` when that fails.
  init(path: String) throws(DataSetError) {
    self.path = path
    raw = try Self.bytes(ofFileAt: path)
    if GzipStream.isGzip(raw) {
      gzip = GzipStream(raw)
      capacity = raw.count * GzipStream.maximumExpansion
    } else {
      gzip = nil
      capacity = raw.count
    }
  }

  /// How the size of the file reads in a message.
  var sizeDescription: String {
    gzip == nil ? "\(raw.count) bytes" : "\(raw.count) compressed bytes"
  }

  /// The next bytes: `count` of them, or fewer where the content ends.
  mutating func read(_ count: Int) throws(DataSetError) -> [UInt8] {
    guard let gzip else {
      let end = position + min(count, raw.count - position)
      defer { position = end }
      return Array(raw[position..<end])
    }
    do {
      return try gzip.read(count)
    } catch {
      switch error {
      case .truncated:
        throw .malformed(
          path: path, found: "\(sizeDescription) that stop in the middle", expected: "a whole gzip file")
      case .corrupt(let reason):
        throw .malformed(path: path, found: "damaged data (\(reason))", expected: "an intact gzip file")
      }
    }
  }

  /// All that is left, refusing content longer than `limit` bytes.
  mutating func readToEnd(limit: Int) throws(DataSetError) -> [UInt8] {
    let content = try read(limit)
    try expectEnd(after: "\(limit) bytes")
    return content
  }

  /// Throws unless everything has been read; `what` names what should have been the last.
  mutating func expectEnd(after what: String) throws(DataSetError) {
    guard try read(1).isEmpty else {
      throw .malformed(path: path, found: "more data after \(what)", expected: "the end of the file")
    }
  }

  static func bytes(ofFileAt path: String) throws(DataSetError) -> [UInt8] {
    func failure() -> DataSetError {
      .inaccessible(path: path, reason: "cannot be read: " + String(cString: strerror(errno)))
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure() }
    // A pipe or a device has no size that could bound what is read.
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .inaccessible(path: path, reason: "cannot be read: it is not a regular file")
    }
    let size = Int(status.st_size)
    var isReadable = true
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Foundation.read(descriptor, buffer.baseAddress! + count, size - count)
        if got < 0, errno == EINTR { continue }
        guard got > 0 else {
          isReadable = got == 0
          return
        }
        count += got
      }
    }
    guard isReadable else { throw failure() }
    return bytes
  }
}
