/// The regular files of a tar archive, one after the other (POSIX.1-1988, "ustar").
struct TarArchive {
  private static let blockSize = 512
  private var content: FileContent

  /// Opens the archive at `path`, which may be gzip-compressed.
  init(path: String) throws(DataSetError) { content = try FileContent(path: path) }

  /// Calls `body` with the name and bytes of each file that `wants` asks for by its name and size.
  ///
  /// - Throws: `DataSetError.malformed` for a header that is none and an archive that stops in the middle.
  mutating func forEach(
    where wants: (_ name: String, _ size: Int) -> Bool, _ body: (_ name: String, _ bytes: [UInt8]) throws(DataSetError) -> Void
  ) throws(DataSetError) {
    while true {
      let header = try content.read(Self.blockSize)
      // Blocks of zeros close an archive; some writers leave them out.
      if header.isEmpty || header.allSatisfy({ $0 == 0 }) { return }
      guard header.count == Self.blockSize, let size = octal(header[124..<136]) else {
        throw .malformed(path: content.path, found: "a damaged header", expected: "a tar archive")
      }
      let name = String(decoding: header[..<100].prefix { $0 != 0 }, as: UTF8.self)
      let isFile = header[156] == 0 || header[156] == UInt8(ascii: "0")
      if isFile, wants(name, size) {
        try body(name, try exactly(size))
      } else {
        try skip(size)
      }
      try skip((Self.blockSize - size % Self.blockSize) % Self.blockSize)
    }
  }

  private mutating func exactly(_ count: Int) throws(DataSetError) -> [UInt8] {
    let bytes = try content.read(count)
    guard bytes.count == count else {
      throw .malformed(path: content.path, found: "the end in the middle of a file", expected: "\(count) bytes of it")
    }
    return bytes
  }

  private mutating func skip(_ count: Int) throws(DataSetError) {
    var left = count
    while left > 0 {
      let piece = try exactly(min(left, 1 << 20))
      left -= piece.count
    }
  }

  private func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
    return Int(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 >= 0 ? $0 : nil }
  }
}
