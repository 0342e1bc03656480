import Foundation

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
      let bytes = 64 << 20
      let source = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      let target = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      memset(source, 1, bytes)
      return { memcpy(target, source, bytes) }
    },
  ] }
}
