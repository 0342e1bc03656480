import MartletCore

extension DataLoader {
  /// One pass. With workers it keeps `numWorkers × prefetchFactor` batches ahead of the loop.
  public final class Iterator: IteratorProtocol {
    private let nextWork: () -> BatchWork<Batch>?
    private let workers: WorkerSettings
    private let pool: WorkerPool?
    private let mailbox = Mailbox<Batch>()
    /// How many batches have been asked for, and received.
    private var sent = 0, received = 0
    private var isDone = false

    init(_ loader: DataLoader) {
      nextWork = loader.source.start(RandomStreams(seed: drawSeed(loader.generator)))
      workers = loader.workers
      pool = workers.pool()
      if pool != nil { fill() }
    }

    deinit { finish(waiting: true) }

    /// The next batch. An error of the data set stops the program.
    public func next() -> Batch? {
      do { return try nextBatch() } catch { fail("DataLoader", "\(error)") }
    }

    func nextBatch() throws -> Batch? {
      if pool == nil { return try unwrap(runNext()) }
      if !fill() { return nil }
      guard let outcome = mailbox.take(received, timeout: workers.timeout) else { throw timedOut() }
      return try unwrap(outcome)
    }

    func nextBatch(isolation: isolated (any Actor)?) async throws -> Batch? {
      if pool == nil { return try unwrap(runNext()) }
      if !fill() { return nil }
      guard let outcome = await mailbox.take(received, timeout: workers.timeout, isolation: isolation) else {
        if !Task.isCancelled { throw timedOut() }
        finish(waiting: true)
        throw CancellationError()
      }
      return try unwrap(outcome)
    }

    /// Without workers: the next batch, on this thread.
    private func runNext() -> Mailbox<Batch>.Outcome {
      if isDone { return .success(nil) }
      return Result { try nextWork()?() }
    }

    /// Hands the workers the next batches; false when none is outstanding any more.
    @discardableResult
    private func fill() -> Bool {
      while !isDone, sent - received < workers.ahead, let work = nextWork() {
        pool?.run(job(sent, work))
        sent += 1
      }
      return !isDone && received < sent
    }

    /// Holds on to the mailbox alone, so that letting go of the iterator ends the pass. A job that has begun always does its work, wanted or not:
    /// those of an iterable data set wait for the one before, and one that stepped aside would leave them waiting for ever.
    private func job(_ number: Int, _ work: @escaping BatchWork<Batch>) -> WorkerPool.Job {
      let carried = Carried(value: work)
      return { [mailbox] in mailbox.put(number, Result { try carried.value() }) }
    }

    private func unwrap(_ outcome: Mailbox<Batch>.Outcome) throws -> Batch? {
      received += 1
      if case .success(let batch?) = outcome {
        if pool != nil { fill() }
        return batch
      }
      finish(waiting: true)
      return try outcome.get()
    }

    private func timedOut() -> WorkerTimeout {
      finish(waiting: false)
      return WorkerTimeout(batch: received, seconds: workers.timeout)
    }

    private func finish(waiting: Bool) {
      if isDone { return }
      isDone = true
      mailbox.close()
      if let pool { workers.giveBack(pool, waiting: waiting) }
    }
  }
}

/// What goes to a worker: a data set, its samples and what collates them, which its own documentation asks to be ready for that.
private struct Carried<Value>: @unchecked Sendable {
  let value: Value
}
