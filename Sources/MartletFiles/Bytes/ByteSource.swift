import Glibc

/// Bytes at offsets: an open file or memory. All reads are checked against the size.
final class ByteSource {
  private enum Origin {
    case file(Int32)
    case memory([UInt8])
  }

  private let origin: Origin
  /// How many bytes there are.
  let count: Int

  init(_ bytes: [UInt8]) {
    origin = .memory(bytes)
    count = bytes.count
  }

  /// Opens a regular file; a pipe or a device has no size that could bound what is read.
  init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ParseError("cannot be opened: \(systemError())") }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw ParseError("is not a regular file")
    }
    origin = .file(descriptor)
    count = Int(status.st_size)
  }

  deinit {
    if case .file(let descriptor) = origin { close(descriptor) }
  }

  /// Fills `target` with the bytes from `offset` on. Safe to call from several threads.
  func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws {
    guard offset >= 0, target.count <= count - offset else {
      throw ParseError(offset: offset, "\(target.count) bytes are expected, the file ends after \(max(0, count - offset))")
    }
    switch origin {
    case .memory(let bytes):
      bytes.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + target.count])) }
    case .file(let descriptor):
      var done = 0
      while done < target.count {
        let got = pread(descriptor, target.baseAddress! + done, target.count - done, off_t(offset + done))
        if got < 0, errno == EINTR { continue }
        guard got > 0 else {
          throw ParseError(offset: offset + done, got == 0 ? "the file has become shorter while it was read" : "cannot be read: \(systemError())")
        }
        done += got
      }
    }
  }

  func bytes(at offset: Int, count n: Int) throws -> [UInt8] {
    guard offset >= 0, n >= 0, n <= count - offset else {
      throw ParseError(offset: offset, "\(n) bytes are expected, the file ends after \(max(0, count - offset))")
    }
    return try [UInt8](unsafeUninitializedCapacity: n) { buffer, filled in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
      filled = n
    }
  }

  func allBytes() throws -> [UInt8] { try bytes(at: 0, count: count) }
}

/// The text of `errno`.
func systemError() -> String { String(cString: strerror(errno)) }

extension Array where Element == UInt8 {
  /// A little-endian unsigned number of `width` bytes, at most 8, at `offset`; the caller knows that it is there.
  func littleEndian(at offset: Int, _ width: Int) -> UInt64 {
    var n: UInt64 = 0
    for i in (0..<width).reversed() { n = n << 8 | UInt64(self[offset + i]) }
    return n
  }

  mutating func append(littleEndian n: UInt64, _ width: Int) {
    for i in 0..<width { append(UInt8(truncatingIfNeeded: n >> (8 * UInt64(i)))) }
  }
}
