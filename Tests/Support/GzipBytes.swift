/// A gzip file of `bytes`, in blocks that store them as they are.
public func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var file = gzipHeader
  for start in stride(from: 0, to: max(bytes.count, 1), by: 0xFFFF) {
    let block = bytes[start..<min(start + 0xFFFF, bytes.count)]
    let isLast: UInt8 = start + 0xFFFF >= bytes.count ? 1 : 0
    let count = UInt16(block.count)
    file += [isLast, UInt8(count & 0xFF), UInt8(count >> 8), UInt8(~count & 0xFF), UInt8(~count >> 8)] + block
  }
  return file + littleEndian(crc32(bytes)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
}

/// A whole gzip file, a hundredth as long as the equal bytes that it stands for.
public func gzip(run byte: UInt8, count: Int) -> [UInt8] {
  // RFC 1951, fixed Huffman codes: a last block, a literal, copies of 258 bytes from one byte back, the end; codes stand with their first bit first.
  precondition(byte < 144 && count % 258 == 1)
  let literal = 48 + byte
  var bits: [UInt8] = [1, 1, 0] + (0..<8).map { literal >> (7 - $0) & 1 }
  for _ in 0..<count / 258 { bits += [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0] }
  bits += [UInt8](repeating: 0, count: 7 + 7)
  let deflated = stride(from: 0, to: bits.count - 7, by: 8).map { first in (0..<8).reduce(UInt8(0)) { $0 | bits[first + $1] << $1 } }
  let content = [UInt8](repeating: byte, count: count)
  return gzipHeader + deflated + littleEndian(crc32(content)) + littleEndian(UInt32(count))
}

/// The beginning of a gzip file, a hundredth as long as the zeros that it stands for.
public func gzipBomb(megabytes: Int) -> [UInt8] {
  // RFC 1951, fixed Huffman codes: a last block, the literal 0, then copies of 258 bytes from one byte back.
  let start = "110" + "00110000", copy = "11000101" + "00000"
  let bits = Array(start + String(repeating: copy, count: 16)).map { $0 == "1" ? 1 : 0 }
  let bytes = stride(from: 0, to: bits.count - 7, by: 8).map { first in
    (0..<8).reduce(UInt8(0)) { $0 | UInt8(bits[first + $1] << $1) }
  }
  // Eight copies are 13 whole bytes: from the third byte on, they repeat.
  let copies = (0..<megabytes << 20 / (8 * 258)).flatMap { _ in bytes[2..<15] }
  return gzipHeader + bytes[..<2] + copies
}

/// Deflate, no name, no time, unknown system.
private let gzipHeader: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

private func littleEndian(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// The checksum of RFC 1952, section 8.
private func crc32(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~0) { sum, byte in
    (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
}
