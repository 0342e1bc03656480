import CZlib
import Synchronization

/// The CRC-32 that zip and gzip use.
func crc32(of bytes: UnsafeRawBufferPointer) -> UInt32 {
  var crc: UInt = 0
  var done = 0
  while done < bytes.count {
    // zlib counts in 32 bits.
    let piece = min(bytes.count - done, 1 << 30)
    crc = CZlib.crc32(crc, bytes.baseAddress! + done, UInt32(piece))
    done += piece
  }
  return UInt32(crc)
}

/// The CRC-32 of blocks one behind the other, from each block's own and its length.
func crc32(of blocks: some Sequence<(crc: UInt32, count: Int)>) -> UInt32 {
  UInt32(blocks.reduce(0) { crc32_combine($0, UInt($1.crc), $1.count) })
}

/// Numbers that no two callers get alike.
final class Serial: Sendable {
  private let last = Atomic(0)
  func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
