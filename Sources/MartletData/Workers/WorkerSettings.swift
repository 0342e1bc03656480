import MartletCore

/// How a loader works ahead.
struct WorkerSettings {
  let count: Int
  /// How many seconds to wait for a batch; 0: for ever.
  let timeout: Double
  private let prefetchFactor: Int
  private let start: (@Sendable (Int) -> Void)?
  private let kept: KeptPool?

  /// Stops on numbers that make no sense, and on settings of workers where there are none.
  init(_ count: Int, timeout: Double, _ start: (@Sendable (Int) -> Void)?, prefetchFactor: Int?, persistent: Bool) {
    require(count >= 0, "DataLoader", "numWorkers must not be negative, got \(count)")
    require(timeout >= 0, "DataLoader", "timeout must not be negative, got \(timeout)")
    require(prefetchFactor ?? 1 > 0, "DataLoader", "prefetchFactor must be positive, got \(prefetchFactor ?? 0)")
    require(
      count > 0 || (timeout == 0 && prefetchFactor == nil && !persistent), "DataLoader",
      "timeout, prefetchFactor and persistentWorkers need numWorkers > 0")
    self.count = count
    self.timeout = timeout
    self.prefetchFactor = prefetchFactor ?? 2
    self.start = start
    kept = persistent ? KeptPool() : nil
  }

  /// How many batches may be under way or waiting.
  var ahead: Int { count * prefetchFactor }

  /// Threads for a pass, nil without workers.
  func pool() -> WorkerPool? {
    if count == 0 { return nil }
    guard let kept else { return WorkerPool(count, start: start) }
    if kept.pool == nil { kept.pool = WorkerPool(count, start: start) }
    return kept.pool
  }

  /// Ends the threads of a pass unless the next pass wants them; threads that hang are of no use to it.
  func giveBack(_ pool: WorkerPool, waiting: Bool) {
    if kept == nil || !waiting { pool.close(waiting: waiting) }
    if !waiting { kept?.pool = nil }
  }

  /// The threads of persistent workers; they end with the last copy of their loader.
  private final class KeptPool {
    var pool: WorkerPool?
  }
}
