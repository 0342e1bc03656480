import MartletCore

extension DataLoader {
  /// Over an iterable data set whose samples `collate` puts together; the parameters are those of a data set with positions.
  public init<D: IterableDataset>(
    _ dataset: D, batchSize: Int = 1, numWorkers: Int = 0, collate: @escaping @Sendable ([D.Element]) throws -> Batch,
    pinMemory: Bool = false, dropLast: Bool = false, timeout: Double = 0, workerInit: (@Sendable (Int) -> Void)? = nil,
    prefetchFactor: Int? = nil, persistentWorkers: Bool = false, generator: Generator? = nil
  ) {
    require(batchSize > 0, "DataLoader", "batchSize must be positive, got \(batchSize)")
    self.init(
      BatchSource(dataset, batchSize: batchSize, dropLast: dropLast, collate),
      WorkerSettings(numWorkers, timeout: timeout, workerInit, prefetchFactor: prefetchFactor, persistent: persistentWorkers), generator)
  }

  /// Over an iterable data set whose samples are collated as `Collatable` says.
  @_disfavoredOverload
  public init<D: IterableDataset>(
    _ dataset: D, batchSize: Int = 1, numWorkers: Int = 0, pinMemory: Bool = false, dropLast: Bool = false, timeout: Double = 0,
    workerInit: (@Sendable (Int) -> Void)? = nil, prefetchFactor: Int? = nil, persistentWorkers: Bool = false, generator: Generator? = nil
  ) where D.Element: Collatable, Batch == D.Element.Batch {
    self.init(
      dataset, batchSize: batchSize, numWorkers: numWorkers, collate: { D.Element.collate($0) }, pinMemory: pinMemory, dropLast: dropLast,
      timeout: timeout, workerInit: workerInit, prefetchFactor: prefetchFactor, persistentWorkers: persistentWorkers, generator: generator)
  }

  /// Over an iterable data set of tuples, which are collated part by part.
  @_disfavoredOverload
  public init<D: IterableDataset, First: Collatable, Second: Collatable, each Rest: Collatable>(
    _ dataset: D, batchSize: Int = 1, numWorkers: Int = 0, pinMemory: Bool = false, dropLast: Bool = false, timeout: Double = 0,
    workerInit: (@Sendable (Int) -> Void)? = nil, prefetchFactor: Int? = nil, persistentWorkers: Bool = false, generator: Generator? = nil
  ) where D.Element == (First, Second, repeat each Rest), Batch == (First.Batch, Second.Batch, repeat (each Rest).Batch) {
    self.init(
      dataset, batchSize: batchSize, numWorkers: numWorkers, collate: { TupleCollator<First, Second, repeat each Rest>.collate($0) }, pinMemory: pinMemory,
      dropLast: dropLast, timeout: timeout, workerInit: workerInit, prefetchFactor: prefetchFactor, persistentWorkers: persistentWorkers,
      generator: generator)
  }
}
