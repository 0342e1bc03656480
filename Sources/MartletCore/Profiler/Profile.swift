/// Runs `body` and records what it computes: ops, modules, backward passes and optimisers' steps, with their times.
///
/// ```swift
/// let report = profile(recordShapes: true) {
///   for (x, y) in loader { opt.zeroGrad(); loss(net(x), y).backward(); opt.step() }
/// }
/// print(report.keyAverages().table(sortBy: .cpuTimeTotal, rowLimit: 10))
/// try report.exportChromeTrace("trace.json")
/// ```
/// The current task and its child tasks are recorded, other threads are not; a profile inside a profile is seen by both. What `body` throws is passed
/// on. A program that is not being profiled pays one load of a flag for each op. (https://pytorch.org/docs/stable/profiler.html)
///
/// - Parameters:
///   - recordShapes: keeps the shapes of each op's inputs, for `keyAverages(groupByInputShape: true)`.
///   - profileMemory: keeps what is allocated: columns of the table, and a curve in the trace.
public func profile<R>(recordShapes: Bool = false, profileMemory: Bool = false, _ body: () throws -> R) rethrows -> Profile {
  let session = ProfileSession(recordShapes: recordShapes, profileMemory: profileMemory, outer: Profiler.current)
  _ = try Profiler.record(session, body)
  return session.profile
}

/// Runs `body` under a name of its own in the tables and traces of profiles. (https://pytorch.org/docs/stable/generated/torch.autograd.profiler.record_function.html)
@discardableResult
public func recordFunction<R>(_ name: String, _ body: () throws -> R) rethrows -> R {
  try Profiler.scope(name, .function, body)
}

/// What `profile` has recorded.
public struct Profile: Sendable, CustomStringConvertible {
  /// Everything that ran, by time of start.
  public let events: [ProfileEvent]
  /// The memory of all tensors of the process whenever some was taken or given back; empty without `profileMemory`.
  public let memory: [ProfileMemory]
  /// Nanoseconds from beginning to end.
  public let duration: Int
  let recordsMemory: Bool

  /// The largest of `memory`, in bytes.
  public var peakMemory: Int { memory.map(\.inUse).max() ?? 0 }

  /// The events of equal name, kind and pass taken together, in the order in which they first appear; sort them with `table(sortBy:)`.
  ///
  /// - Parameter groupByInputShape: tells inputs of different shapes apart.
  public func keyAverages(groupByInputShape: Bool = false) -> KeyAverages {
    KeyAverages(self, groupByInputShape: groupByInputShape)
  }

  /// The table, what took longest by itself first.
  public var description: String { keyAverages().table() }
}

/// The memory of all tensors at one time.
public struct ProfileMemory: Sendable {
  /// Nanoseconds from the start of the profile.
  public let time: Int
  /// Bytes.
  public let inUse: Int
}
