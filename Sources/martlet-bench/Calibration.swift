import Foundation
import Martlet

/// Work that has nothing of Martlet in it: how fast the machine is at this moment, for `scripts/bench-check.py`.
extension Workload {
  static var calibration: [Workload] { [
    Workload("calibrate/arithmetic") {
      var lanes = SIMD16<Float>(repeating: 1)
      return {
        // A chain: neither the compiler nor the processor can shorten it.
        for _ in 0..<100_000 { lanes = lanes * 0.999 + 0.001 }
        precondition(lanes[0] > 0)
      }
    },
    Workload("calibrate/memory") {
      // On all threads: neighbours on the same processor take from what they reach together, hardly from what one reaches alone.
      let bytes = 64 << 20, threads = numThreads(), share = bytes / threads
      nonisolated(unsafe) let source = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      nonisolated(unsafe) let target = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      memset(source, 1, bytes)
      return { DispatchQueue.concurrentPerform(iterations: threads) { i in memcpy(target + i * share, source + i * share, share) } }
    },
  ] }
}
