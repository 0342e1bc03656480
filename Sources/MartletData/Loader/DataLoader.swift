import MartletCore

/// Goes through a data set in batches: `for (x, y) in DataLoader(ds, batchSize: 64, shuffle: true, numWorkers: 2) { … }`.
///
/// **Workers** are threads that read ahead, in order: the loop gets the same batches for any number of them. So that this also holds for random
/// augmentations, what a sample draws from the default generator comes from a stream of its own, which the loader's generator (or the default one), the pass
/// and the sample's place decide. An op that a worker calls stays on its thread.
///
/// **Errors** that a data set throws come out of `forEach` and of `async` as `SampleError` with the sample's index; in a `for` loop, which cannot throw, they stop
/// the program. A worker that does not deliver within `timeout` is a `WorkerTimeout`. Leaving a loop ends its workers, once they have finished the sample
/// at hand.
///
/// (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader)
public struct DataLoader<Batch>: Sequence {
  let source: BatchSource<Batch>
  let workers: WorkerSettings
  let generator: Generator?

  init(_ source: BatchSource<Batch>, _ workers: WorkerSettings, _ generator: Generator?) {
    self.source = source
    self.workers = workers
    self.generator = generator
  }

  /// How many batches a pass gives; by the `underestimatedCount` of a sampler of your own. Stops for an iterable data set that does not know its count.
  public var count: Int { known(source.count, "count") }
  public var underestimatedCount: Int { source.count ?? 0 }
  /// How many samples the data set has. Stops for an iterable one that does not know its count.
  public var sampleCount: Int { known(source.sampleCount, "sampleCount") }

  private func known(_ count: Int?, _ property: StaticString) -> Int {
    guard let count else { fail("DataLoader.\(property)", "the iterable data set does not say how many samples it has") }
    return count
  }

  /// One pass, in a new order when shuffling. An error of the data set stops the program with its message; `forEach` and `async` rethrow it.
  public func makeIterator() -> Iterator { Iterator(self) }

  /// One pass that rethrows what the data set or `body` throws.
  public func forEach(_ body: (Batch) throws -> Void) throws {
    let pass = makeIterator()
    while let batch = try pass.nextBatch() { try body(batch) }
  }

  /// The same batches for `for try await`, which rethrows what the data set throws and waits for workers without blocking a thread.
  public var async: AsyncBatches { AsyncBatches(loader: self) }

  /// The batches of a loader as an asynchronous sequence.
  public struct AsyncBatches: AsyncSequence {
    fileprivate let loader: DataLoader

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pass: loader.makeIterator()) }

    public struct AsyncIterator: AsyncIteratorProtocol {
      fileprivate let pass: DataLoader.Iterator

      public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Batch? {
        try await pass.nextBatch(isolation: actor)
      }
    }
  }
}
