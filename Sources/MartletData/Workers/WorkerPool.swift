import Glibc
import MartletCore

/// Threads that run jobs in the order in which they are handed in.
final class WorkerPool {
  typealias Job = @Sendable () -> Void

  private struct Queue {
    var jobs: [Job] = []
    var isClosed = false
  }

  private let queue = Monitor(Queue())
  private var threads: [pthread_t] = []

  /// Starts the threads; each calls `start` with its number first.
  init(_ count: Int, start: (@Sendable (Int) -> Void)?) {
    for id in 0..<count {
      threads.append(
        startThread { [queue] in
          stayOnThisThread()
          WorkerInfo.$current.withValue(WorkerInfo(id: id, numWorkers: count)) {
            start?(id)
            while let job = Self.next(queue) { job() }
          }
        })
    }
  }

  deinit { close(waiting: true) }

  func run(_ job: @escaping Job) { queue.change { $0.jobs.append(job) } }

  /// Drops the jobs that have not begun and ends the threads. A thread whose job hangs can only be left to itself: `waiting: false`.
  func close(waiting: Bool) {
    let dropped = queue.change { q in
      defer { q = Queue(isClosed: true) }
      return q.jobs
    }
    _ = dropped  // released here, outside the lock
    for thread in threads { _ = waiting ? pthread_join(thread, nil) : pthread_detach(thread) }
    threads = []
  }

  private static func next(_ queue: Monitor<Queue>) -> Job? {
    queue.when({ !$0.jobs.isEmpty || $0.isClosed }) { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
  }
}

/// A thread that runs `body`. Stops when the system gives none.
private func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  var thread = pthread_t()
  let argument = Unmanaged.passRetained(Body(body)).toOpaque()
  let code = pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
      return nil
    }, argument)
  require(code == 0, "DataLoader", "the system started no thread for a worker: \(String(cString: strerror(code)))")
  return thread
}
