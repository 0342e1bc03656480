/// The entries of a zip archive, found through its central directory and checked before anything is read.
///
/// Source: PKWARE's APPNOTE.TXT 6.3.10, with the 64-bit extensions. Encryption, several disks and methods other than "stored" and
/// "deflate" are refused, as are entries that overlap: a small file could hold many large ones that way.
struct ZipReader {
  struct Entry {
    let name: String
    let isDeflated: Bool
    let crc: UInt32
    let compressedSize: Int
    let size: Int
    let headerOffset: Int
    /// Where the entry's bytes begin.
    fileprivate(set) var dataOffset = 0
  }

  let source: ByteSource
  /// In the order of the directory.
  let entries: [Entry]
  private let positions: [String: Int]

  /// Whether the bytes begin as an archive does.
  static func isZip(_ head: [UInt8]) -> Bool { head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) }

  init(_ source: ByteSource) throws {
    self.source = source
    let directory = try Directory(source)
    var entries = try directory.entries()
    try ZipReader.locateData(&entries, in: source, before: directory.offset)
    self.entries = entries
    positions = try ZipReader.index(entries)
  }

  subscript(_ name: String) -> Entry? { positions[name].map { entries[$0] } }

  private static func index(_ entries: [Entry]) throws -> [String: Int] {
    var positions: [String: Int] = [:]
    for (i, e) in entries.enumerated() where positions.updateValue(i, forKey: e.name) != nil {
      throw ParseError(at: e.name, "the archive has two entries of this name")
    }
    return positions
  }

  /// Reads each entry's local header, whose length is not in the directory, and checks that no two entries share bytes.
  private static func locateData(_ entries: inout [Entry], in source: ByteSource, before limit: Int) throws {
    for i in entries.indices {
      let e = entries[i]
      let header = try inside(e.name) { try source.bytes(at: e.headerOffset, count: 30) }
      guard header.littleEndian(at: 0, 4) == 0x0403_4B50 else { throw ParseError(at: e.name, "byte \(e.headerOffset) is not the beginning of an entry") }
      let start = e.headerOffset + 30 + Int(header.littleEndian(at: 26, 2)) + Int(header.littleEndian(at: 28, 2))
      guard start <= limit, e.compressedSize <= limit - start else {
        throw ParseError(at: e.name, "\(e.compressedSize) bytes from byte \(start) on reach beyond the entries' end at byte \(limit)")
      }
      entries[i].dataOffset = start
    }
    var end = 0
    for e in entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      guard e.headerOffset >= end else { throw ParseError(at: e.name, "shares bytes with another entry") }
      end = e.dataOffset + e.compressedSize
    }
  }
}

/// The archive's table of contents.
private struct Directory {
  private let source: ByteSource
  let offset: Int
  private let size: Int
  private let count: Int

  init(_ source: ByteSource) throws {
    self.source = source
    let tailSize = min(source.count, 22 + 65535)
    let tail = try source.bytes(at: source.count - tailSize, count: tailSize)
    // The end record is the last thing in the file, but for a comment of the length that it tells.
    guard
      let at = stride(from: tailSize - 22, through: 0, by: -1).first(where: {
        tail.littleEndian(at: $0, 4) == 0x0605_4B50 && $0 + 22 + Int(tail.littleEndian(at: $0 + 20, 2)) == tailSize
      })
    else { throw ParseError("the zip archive is cut off: it has no table of contents at its end") }
    let end = source.count - tailSize + at
    guard tail.littleEndian(at: at + 4, 2) == 0, tail.littleEndian(at: at + 6, 2) == 0 else { throw ParseError("the zip archive is one of several parts") }

    var count = tail.littleEndian(at: at + 10, 2), size = tail.littleEndian(at: at + 12, 4), offset = tail.littleEndian(at: at + 16, 4)
    var limit = end
    if end >= 20, case let locator = try source.bytes(at: end - 20, count: 20), locator.littleEndian(at: 0, 4) == 0x0706_4B50 {
      guard let at64 = Int(exactly: locator.littleEndian(at: 8, 8)), at64 <= end - 20 else {
        throw ParseError(offset: end - 20, "the 64-bit table of contents is said to lie outside of the file")
      }
      let record = try source.bytes(at: at64, count: 56)
      guard record.littleEndian(at: 0, 4) == 0x0606_4B50 else { throw ParseError(offset: at64, "the 64-bit table of contents is not here") }
      (count, size, offset) = (record.littleEndian(at: 32, 8), record.littleEndian(at: 40, 8), record.littleEndian(at: 48, 8))
      limit = at64
    }
    guard offset <= UInt64(limit), size <= UInt64(limit) - offset else {
      throw ParseError(offset: end, "the table of contents is said to be \(size) bytes at byte \(offset), which lies outside of the file")
    }
    guard count <= size / 46 else { throw ParseError(offset: end, "\(count) entries do not fit into a table of contents of \(size) bytes") }
    (self.count, self.size, self.offset) = (Int(count), Int(size), Int(offset))
  }

  func entries() throws -> [ZipReader.Entry] {
    let table = try source.bytes(at: offset, count: size)
    var found: [ZipReader.Entry] = []
    found.reserveCapacity(count)
    var at = 0
    for _ in 0..<count {
      guard at + 46 <= table.count, table.littleEndian(at: at, 4) == 0x0201_4B50 else {
        throw ParseError(offset: offset + at, "the table of contents is damaged")
      }
      let nameEnd = at + 46 + Int(table.littleEndian(at: at + 28, 2)), extraEnd = nameEnd + Int(table.littleEndian(at: at + 30, 2))
      let next = extraEnd + Int(table.littleEndian(at: at + 32, 2))
      guard next <= table.count else { throw ParseError(offset: offset + at, "the table of contents is damaged") }
      guard let name = String(validating: table[at + 46..<nameEnd], as: UTF8.self) else {
        throw ParseError(offset: offset + at, "an entry's name is not UTF-8")
      }
      found.append(try inside(name) { try entry(name, table, at, extra: nameEnd..<extraEnd) })
      at = next
    }
    return found
  }

  private func entry(_ name: String, _ t: [UInt8], _ at: Int, extra: Range<Int>) throws -> ZipReader.Entry {
    guard t.littleEndian(at: at + 8, 2) & 1 == 0 else { throw ParseError("is encrypted") }
    let method = t.littleEndian(at: at + 10, 2)
    guard method == 0 || method == 8 else { throw ParseError("is compressed by method \(method); only 0 (stored) and 8 (deflate) are known") }
    var sizes = [t.littleEndian(at: at + 24, 4), t.littleEndian(at: at + 20, 4), t.littleEndian(at: at + 42, 4)]
    if sizes.contains(0xFFFF_FFFF) { try widen(&sizes, t, extra) }
    guard let size = Int(exactly: sizes[0]), let compressed = Int(exactly: sizes[1]), let header = Int(exactly: sizes[2]) else {
      throw ParseError("a size does not fit into 63 bits")
    }
    if method == 0 {
      guard size == compressed else { throw ParseError("is stored, but \(size) and \(compressed) are given as its size") }
    } else {
      guard size / GzipStream.maximumExpansion <= compressed else {
        throw ParseError("\(compressed) compressed bytes cannot hold the \(size) that are claimed")
      }
    }
    return ZipReader.Entry(
      name: name, isDeflated: method == 8, crc: UInt32(t.littleEndian(at: at + 16, 4)), compressedSize: compressed, size: size,
      headerOffset: header)
  }

  /// Sizes that do not fit into 32 bits stand, in this order, in the extra field of type 1.
  private func widen(_ sizes: inout [UInt64], _ t: [UInt8], _ extra: Range<Int>) throws {
    var at = extra.lowerBound
    while at + 4 <= extra.upperBound {
      var field = at + 4
      let end = field + Int(t.littleEndian(at: at + 2, 2))
      guard end <= extra.upperBound else { break }
      if t.littleEndian(at: at, 2) == 1 {
        for i in sizes.indices where sizes[i] == 0xFFFF_FFFF {
          guard field + 8 <= end else { throw ParseError("its 64-bit sizes are cut short") }
          sizes[i] = t.littleEndian(at: field, 8)
          field += 8
        }
        return
      }
      at = end
    }
    throw ParseError("its 64-bit sizes are missing")
  }
}
