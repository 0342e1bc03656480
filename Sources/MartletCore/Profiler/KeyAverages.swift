/// The events of one name, kind and pass taken together. Times are in microseconds, as in PyTorch.
public struct FunctionAverage: Sendable {
  /// The name of the op, module, node or block.
  public let key: String
  public let kind: ProfileEvent.Kind
  public let pass: ProfileEvent.Pass
  /// Shapes of the inputs, if they were recorded and told apart.
  public let inputShapes: [[Int]]
  /// How many times it ran.
  public internal(set) var count = 0
  /// Time with all that ran inside, and without it. An event inside another of the same key adds nothing to the first.
  public internal(set) var cpuTimeTotal = 0.0, selfCpuTimeTotal = 0.0
  /// Bytes that the ops inside read and wrote.
  public internal(set) var bytes = 0
  /// Floating-point operations inside; see `ProfileEvent.flops`.
  public internal(set) var flops = 0
  /// Bytes allocated with all that ran inside, and without it.
  public internal(set) var cpuMemoryUsage = 0, selfCpuMemoryUsage = 0

  /// Microseconds a call, with all that ran inside.
  public var cpuTime: Double { cpuTimeTotal / Double(max(count, 1)) }
  /// Floating-point operations a second.
  public var flopsPerSecond: Double { cpuTimeTotal > 0 ? Double(flops) / cpuTimeTotal * 1e6 : 0 }

  fileprivate mutating func add(_ e: ProfileEvent) {
    count += 1
    selfCpuTimeTotal += Double(e.selfDuration) / 1000
    selfCpuMemoryUsage += e.selfMemory
    if e.isRecursive { return }
    cpuTimeTotal += Double(e.duration) / 1000
    bytes += e.bytes
    flops += e.flops
    cpuMemoryUsage += e.memory
  }
}

/// What a profile's table is sorted by; the largest comes first.
public enum ProfileSortKey: Sendable {
  case selfCpuTimeTotal, cpuTimeTotal, cpuTime, count, bytes, flops, cpuMemoryUsage, selfCpuMemoryUsage

  func value(_ a: FunctionAverage) -> Double {
    switch self {
    case .selfCpuTimeTotal: a.selfCpuTimeTotal
    case .cpuTimeTotal: a.cpuTimeTotal
    case .cpuTime: a.cpuTime
    case .count: Double(a.count)
    case .bytes: Double(a.bytes)
    case .flops: Double(a.flops)
    case .cpuMemoryUsage: Double(a.cpuMemoryUsage)
    case .selfCpuMemoryUsage: Double(a.selfCpuMemoryUsage)
    }
  }
}

/// The averages of a profile: a collection, and a table.
public struct KeyAverages: Sendable, RandomAccessCollection, CustomStringConvertible {
  private let averages: [FunctionAverage]
  let recordsMemory: Bool, groupsByShape: Bool

  private struct Key: Hashable {
    let name: String, kind: ProfileEvent.Kind, pass: ProfileEvent.Pass, shapes: [[Int]]
  }

  init(_ profile: Profile, groupByInputShape: Bool) {
    var positions: [Key: Int] = [:]
    var found: [FunctionAverage] = []
    for e in profile.events {
      let key = Key(name: e.name, kind: e.kind, pass: e.pass, shapes: groupByInputShape ? e.inputShapes : [])
      let i = positions[key] ?? found.count
      if i == found.count {
        positions[key] = i
        found.append(FunctionAverage(key: key.name, kind: key.kind, pass: key.pass, inputShapes: key.shapes))
      }
      found[i].add(e)
    }
    averages = found
    recordsMemory = profile.recordsMemory
    groupsByShape = groupByInputShape
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { averages.count }
  public subscript(i: Int) -> FunctionAverage { averages[i] }

  /// The total of the times that no other event has: all the time that the recorded threads were inside an event, in microseconds.
  public var selfCpuTimeTotal: Double { averages.reduce(0) { $0 + $1.selfCpuTimeTotal } }

  /// A table in the manner of PyTorch's `key_averages().table()`.
  ///
  /// - Parameters:
  ///   - sortBy: the column whose largest values come first.
  ///   - rowLimit: how many rows are shown at most.
  public func table(sortBy: ProfileSortKey = .selfCpuTimeTotal, rowLimit: Int = 100) -> String {
    let sorted = averages.sorted { sortBy.value($0) > sortBy.value($1) }
    return ProfileTable(Array(sorted.prefix(rowLimit)), of: self).text
  }

  public var description: String { table() }
}
