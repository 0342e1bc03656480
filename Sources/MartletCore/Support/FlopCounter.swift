/// Counts multiply-adds while someone asks for them.
final class FlopCounter: @unchecked Sendable {
  @TaskLocal static var current: FlopCounter?
  fileprivate var total = 0

  /// Notes the work of a product; costs a read of a task-local when nobody counts.
  @inline(__always) static func add(_ multiplyAdds: @autoclosure () -> Int) {
    if let counter = current { counter.total += multiplyAdds() }
  }
}

/// Runs `body` and counts the multiply-adds of the matrix products, convolutions, attention and recurrent layers in it, backward passes included.
public func countFlops<R>(_ body: () throws -> R) rethrows -> (result: R, flops: Int) {
  let counter = FlopCounter()
  let result = try FlopCounter.$current.withValue(counter, operation: body)
  FlopCounter.add(counter.total)  // whoever counts around this one sees them too
  return (result, counter.total)
}
