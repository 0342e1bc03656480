import CMartletKernels

/// A number that threads count up and down without a lock.
struct AtomicCounter: @unchecked Sendable {
  private let value: UnsafeMutablePointer<Int64>

  /// For static constants: the memory is never given back.
  init() {
    value = .allocate(capacity: 1)
    value.initialize(to: 0)
  }

  /// Counts up by one and gives the new number.
  @inline(__always) func next() -> Int64 { mk_atomic_next(value) }
  @inline(__always) func add(_ n: Int64) { mk_atomic_add(value, n) }
  var current: Int { Int(mk_atomic_load(value)) }
}
