import CZlib
import MartletCore
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

/// Runs `body`, which handles a piece and returns its CRC-32, over `0..<count` on all threads; returns the CRC-32 of the whole.
func checksummedPieces(_ count: Int, _ body: (Range<Int>) throws -> UInt32) throws -> UInt32 {
  // One piece stays in the cache between its checksum and its copy.
  let size = 1 << 20
  let pieces = (count + size - 1) / size
  let crcs = Mutex([UInt32](repeating: 0, count: pieces))
  try onPieces(pieces) { i in
    let crc = try body(i * size..<min(count, (i + 1) * size))
    crcs.withLock { $0[i] = crc }
  }
  let all = crcs.withLock { $0 }
  var whole: UInt = 0
  for (i, crc) in all.enumerated() { whole = crc32_combine(whole, UInt(crc), min(count, (i + 1) * size) - i * size) }
  return UInt32(whole)
}

/// Runs `body` for `0..<count` on all threads and throws the last error that it threw.
func onPieces(_ count: Int, _ body: (Int) throws -> Void) throws {
  let failure = Mutex<(any Error)?>(nil)
  parallelFor(count, grain: 1) { range in
    for i in range {
      do { try body(i) } catch {
        failure.withLock { $0 = error }
        return
      }
    }
  }
  if let error = failure.withLock({ $0 }) { throw error }
}

/// Numbers that no two callers get alike.
final class Serial: Sendable {
  private let last = Atomic(0)
  func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
