import MartletCore

/// `batchSize: nil`: samples one by one, as they are, without a first dim of 1 in front.
/// (https://docs.pytorch.org/docs/stable/data.html#disable-automatic-batching)
extension DataLoader {
  /// Over the samples of a data set, each of which `collate` turns into what the loop gets; the other parameters are those of a loader of batches.
  ///
  /// For data sets whose samples are batches already, or for which loading ahead is all that is wanted.
  public init<D: Dataset>(
    _ dataset: D, batchSize: Never?, shuffle: Bool = false, sampler: (any Sequence<Int>)? = nil, numWorkers: Int = 0,
    collate: @escaping @Sendable (D.Element) throws -> Batch, pinMemory: Bool = false, timeout: Double = 0,
    workerInit: (@Sendable (Int) -> Void)? = nil, prefetchFactor: Int? = nil, persistentWorkers: Bool = false, generator: Generator? = nil
  ) {
    self.init(
      dataset, batchSize: 1, shuffle: shuffle, sampler: sampler, numWorkers: numWorkers, collate: { try collate($0[0]) }, pinMemory: pinMemory,
      timeout: timeout, workerInit: workerInit, prefetchFactor: prefetchFactor, persistentWorkers: persistentWorkers, generator: generator)
  }

  /// Over the samples of a data set.
  public init<D: Dataset>(
    _ dataset: D, batchSize: Never?, shuffle: Bool = false, sampler: (any Sequence<Int>)? = nil, numWorkers: Int = 0, pinMemory: Bool = false,
    timeout: Double = 0, workerInit: (@Sendable (Int) -> Void)? = nil, prefetchFactor: Int? = nil, persistentWorkers: Bool = false,
    generator: Generator? = nil
  ) where Batch == D.Element {
    self.init(
      dataset, batchSize: nil, shuffle: shuffle, sampler: sampler, numWorkers: numWorkers, collate: { $0 }, pinMemory: pinMemory, timeout: timeout,
      workerInit: workerInit, prefetchFactor: prefetchFactor, persistentWorkers: persistentWorkers, generator: generator)
  }

  /// Over the samples of an iterable data set, each of which `collate` turns into what the loop gets.
  public init<D: IterableDataset>(
    _ dataset: D, batchSize: Never?, numWorkers: Int = 0, collate: @escaping @Sendable (D.Element) throws -> Batch, pinMemory: Bool = false,
    timeout: Double = 0, workerInit: (@Sendable (Int) -> Void)? = nil, prefetchFactor: Int? = nil, persistentWorkers: Bool = false,
    generator: Generator? = nil
  ) {
    self.init(
      dataset, batchSize: 1, numWorkers: numWorkers, collate: { try collate($0[0]) }, pinMemory: pinMemory, timeout: timeout, workerInit: workerInit,
      prefetchFactor: prefetchFactor, persistentWorkers: persistentWorkers, generator: generator)
  }

  /// Over the samples of an iterable data set.
  public init<D: IterableDataset>(
    _ dataset: D, batchSize: Never?, numWorkers: Int = 0, pinMemory: Bool = false, timeout: Double = 0,
    workerInit: (@Sendable (Int) -> Void)? = nil, prefetchFactor: Int? = nil, persistentWorkers: Bool = false, generator: Generator? = nil
  ) where Batch == D.Element {
    self.init(
      dataset, batchSize: nil, numWorkers: numWorkers, collate: { $0 }, pinMemory: pinMemory, timeout: timeout, workerInit: workerInit,
      prefetchFactor: prefetchFactor, persistentWorkers: persistentWorkers, generator: generator)
  }
}
