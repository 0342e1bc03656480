import CChecksum
import CZlib
import Synchronization

/// The CRC-32 that zip and gzip use.
package func crc32(of bytes: UnsafeRawBufferPointer) -> UInt32 { cs_crc32(bytes.baseAddress, bytes.count) }

/// The CRC-32 of blocks one behind the other, from each block's own and its length.
func crc32(of blocks: some Sequence<(crc: UInt32, count: Int)>) -> UInt32 {
  UInt32(blocks.reduce(0) { crc32_combine($0, UInt($1.crc), $1.count) })
}

/// Numbers that no two callers get alike.
final class Serial: Sendable {
  private let last = Atomic(0)
  func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
