import MartletCore
import Synchronization

/// Runs `body` over `0..<count` in pieces of `size`, on all threads; returns the results in order, or throws the last error that `body` threw.
func onPieces<R: Sendable>(_ count: Int, size: Int, _ body: (Range<Int>) throws -> R) throws -> [R] {
  let pieces = (count + size - 1) / size
  let outcomes = Mutex([R?](repeating: nil, count: pieces)), failure = Mutex<(any Error)?>(nil)
  parallelFor(pieces, grain: 1) { range in
    for i in range {
      do {
        let outcome = try body(i * size..<min(count, (i + 1) * size))
        outcomes.withLock { $0[i] = outcome }
      } catch {
        failure.withLock { $0 = error }
        return
      }
    }
  }
  if let error = failure.withLock({ $0 }) { throw error }
  return outcomes.withLock { $0.map { $0! } }
}

/// Runs `body`, which handles a piece and returns its CRC-32, over `0..<count` on all threads; returns the CRC-32 of the whole.
func checksummedPieces(_ count: Int, size: Int, _ body: (Range<Int>) throws -> UInt32) throws -> UInt32 {
  crc32(of: try onPieces(count, size: size) { (crc: try body($0), count: $0.count) })
}
