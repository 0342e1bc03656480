/// Writes a zip archive of stored entries whose bytes begin at multiples of 64, so that readers may map them.
///
/// Sizes above 4 GiB use the 64-bit extensions.
struct ZipWriter {
  private struct Written {
    let name: [UInt8], crc: UInt32, size: Int, headerOffset: Int
  }

  private let file: AtomicFile
  private var written: [Written] = []
  private let alignment = 64
  /// Names are UTF-8.
  private let flags: UInt64 = 0x800
  /// 1980-01-01: the same content gives the same file.
  private let date: UInt64 = 0x21

  init(_ file: AtomicFile) { self.file = file }

  mutating func add(_ name: String, _ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try add(name, $0) }
  }

  /// Adds an entry of these bytes, behind those of `head`.
  mutating func add(_ name: String, head: [UInt8] = [], _ bytes: UnsafeRawBufferPointer) throws {
    let name = Array(name.utf8), offset = file.position, size = head.count + bytes.count
    let sizes = size >= 0xFFFF_FFFF ? 20 : 0
    // The rest of the extra field fills up to the alignment; its own header takes four bytes.
    let beforePadding = offset + 30 + name.count + sizes + 4
    let padding = (alignment - beforePadding % alignment) % alignment
    // The checksum stands before the content but is known only after it.
    file.skip(30 + name.count + sizes + 4 + padding)
    let headCRC = try head.withUnsafeBytes { try file.appendChecksummed($0) }
    let crc = crc32(of: [(crc: headCRC, count: head.count), (crc: try file.appendChecksummed(bytes), count: bytes.count)])

    var header: [UInt8] = []
    header.append(littleEndian: 0x0403_4B50, 4)
    header.append(littleEndian: sizes > 0 ? 45 : 20, 2)
    header.append(littleEndian: flags, 2)
    header.append(littleEndian: 0, 4)  // stored, midnight
    header.append(littleEndian: date, 2)
    header.append(littleEndian: UInt64(crc), 4)
    for _ in 0..<2 { header.append(littleEndian: sizes > 0 ? 0xFFFF_FFFF : UInt64(size), 4) }
    header.append(littleEndian: UInt64(name.count), 2)
    header.append(littleEndian: UInt64(sizes + 4 + padding), 2)
    header += name
    if sizes > 0 {
      header.append(littleEndian: 1, 2)
      header.append(littleEndian: 16, 2)
      for _ in 0..<2 { header.append(littleEndian: UInt64(size), 8) }
    }
    header.append(littleEndian: 0x4246, 2)  // "FB", the padding field of PyTorch's own files
    header.append(littleEndian: UInt64(padding), 2)
    header += [UInt8](repeating: UInt8(ascii: "Z"), count: padding)
    try file.overwrite(header, at: offset)
    written.append(Written(name: name, crc: crc, size: size, headerOffset: offset))
  }

  /// Writes the table of contents; nothing can be added after it.
  func finish() throws {
    let offset = file.position
    var table: [UInt8] = []
    for e in written { append(e, to: &table) }
    let needs64 = written.count >= 0xFFFF || offset >= 0xFFFF_FFFF || table.count >= 0xFFFF_FFFF
    let size = table.count
    if needs64 {
      let record = offset + size
      table.append(littleEndian: 0x0606_4B50, 4)
      table.append(littleEndian: 44, 8)
      table.append(littleEndian: 45, 2)
      table.append(littleEndian: 45, 2)
      table.append(littleEndian: 0, 8)
      for _ in 0..<2 { table.append(littleEndian: UInt64(written.count), 8) }
      table.append(littleEndian: UInt64(size), 8)
      table.append(littleEndian: UInt64(offset), 8)
      table.append(littleEndian: 0x0706_4B50, 4)
      table.append(littleEndian: 0, 4)
      table.append(littleEndian: UInt64(record), 8)
      table.append(littleEndian: 1, 4)
    }
    table.append(littleEndian: 0x0605_4B50, 4)
    table.append(littleEndian: 0, 4)
    for _ in 0..<2 { table.append(littleEndian: UInt64(min(written.count, 0xFFFF)), 2) }
    table.append(littleEndian: UInt64(min(size, 0xFFFF_FFFF)), 4)
    table.append(littleEndian: UInt64(min(offset, 0xFFFF_FFFF)), 4)
    table.append(littleEndian: 0, 2)
    try file.append(table)
  }

  private func append(_ e: Written, to table: inout [UInt8]) {
    var wide: [UInt8] = []
    if e.size >= 0xFFFF_FFFF { for _ in 0..<2 { wide.append(littleEndian: UInt64(e.size), 8) } }
    if e.headerOffset >= 0xFFFF_FFFF { wide.append(littleEndian: UInt64(e.headerOffset), 8) }
    table.append(littleEndian: 0x0201_4B50, 4)
    for _ in 0..<2 { table.append(littleEndian: wide.isEmpty ? 20 : 45, 2) }
    table.append(littleEndian: flags, 2)
    table.append(littleEndian: 0, 4)
    table.append(littleEndian: date, 2)
    table.append(littleEndian: UInt64(e.crc), 4)
    for _ in 0..<2 { table.append(littleEndian: UInt64(min(e.size, 0xFFFF_FFFF)), 4) }
    table.append(littleEndian: UInt64(e.name.count), 2)
    table.append(littleEndian: wide.isEmpty ? 0 : UInt64(wide.count + 4), 2)
    table.append(littleEndian: 0, 10)  // no comment, first disk, no attributes
    table.append(littleEndian: UInt64(min(e.headerOffset, 0xFFFF_FFFF)), 4)
    table += e.name
    if !wide.isEmpty {
      table.append(littleEndian: 1, 2)
      table.append(littleEndian: UInt64(wide.count), 2)
      table += wide
    }
  }
}
