import MartletCore

extension DataLoader {
  /// Over a data set that fetches whole batches.
  ///
  /// - Parameters:
  ///   - shuffle: a new order for each pass.
  ///   - sampler: the order of the samples, instead of `shuffle`.
  ///   - batchSampler: the indices of each batch, instead of `batchSize`, `shuffle`, `sampler` and `dropLast`.
  ///   - numWorkers: threads that read ahead; 0: the loop reads by itself.
  ///   - pinMemory: for batches on their way to a GPU; without one it changes nothing.
  ///   - dropLast: leave out the last batch when it is smaller than `batchSize`.
  ///   - timeout: seconds to wait for a worker's batch; 0: for ever.
  ///   - workerInit: runs first on each worker, with the worker's number.
  ///   - prefetchFactor: batches that each worker may be ahead (2).
  ///   - persistentWorkers: keep the threads from one pass to the next.
  ///   - generator: decides order and augmentations; else the default generator does.
  public init<D: BatchDataset>(
    _ dataset: D, batchSize: Int = 1, shuffle: Bool = false, sampler: (any Sequence<Int>)? = nil,
    batchSampler: (any Sequence<[Int]>)? = nil, numWorkers: Int = 0, pinMemory: Bool = false, dropLast: Bool = false, timeout: Double = 0,
    workerInit: (@Sendable (Int) -> Void)? = nil, prefetchFactor: Int? = nil, persistentWorkers: Bool = false, generator: Generator? = nil
  ) where D.Batch == Batch {
    let batches = batchOrder(dataset.count, batchSize, shuffle, sampler, batchSampler, dropLast, generator)
    self.init(
      BatchSource(sampleCount: dataset.count, batches: batches) { indices, place, streams in
        try streams.batch(place) { try dataset.batch(Tensor(indices)) }
      }, WorkerSettings(numWorkers, timeout: timeout, workerInit, prefetchFactor: prefetchFactor, persistent: persistentWorkers), generator)
  }

  /// Over a data set whose samples `collate` puts together.
  public init<D: Dataset>(
    _ dataset: D, batchSize: Int = 1, shuffle: Bool = false, sampler: (any Sequence<Int>)? = nil,
    batchSampler: (any Sequence<[Int]>)? = nil, numWorkers: Int = 0, collate: @escaping @Sendable ([D.Element]) throws -> Batch,
    pinMemory: Bool = false, dropLast: Bool = false, timeout: Double = 0, workerInit: (@Sendable (Int) -> Void)? = nil,
    prefetchFactor: Int? = nil, persistentWorkers: Bool = false, generator: Generator? = nil
  ) {
    let batches = batchOrder(dataset.count, batchSize, shuffle, sampler, batchSampler, dropLast, generator)
    self.init(
      BatchSource(sampleCount: dataset.count, batches: batches) { indices, place, streams in
        var samples: [D.Element] = []
        samples.reserveCapacity(indices.count)
        for (k, i) in indices.enumerated() {
          do { samples.append(try streams.sample(place + k) { try dataset[i] }) } catch { throw SampleError(index: i, underlying: error) }
        }
        return try streams.batch(place) { try collate(samples) }
      }, WorkerSettings(numWorkers, timeout: timeout, workerInit, prefetchFactor: prefetchFactor, persistent: persistentWorkers), generator)
  }

  /// Over a data set whose samples are collated as `Collatable` says.
  @_disfavoredOverload
  public init<D: Dataset>(
    _ dataset: D, batchSize: Int = 1, shuffle: Bool = false, sampler: (any Sequence<Int>)? = nil,
    batchSampler: (any Sequence<[Int]>)? = nil, numWorkers: Int = 0, pinMemory: Bool = false, dropLast: Bool = false, timeout: Double = 0,
    workerInit: (@Sendable (Int) -> Void)? = nil, prefetchFactor: Int? = nil, persistentWorkers: Bool = false, generator: Generator? = nil
  ) where D.Element: Collatable, Batch == D.Element.Batch {
    self.init(
      dataset, batchSize: batchSize, shuffle: shuffle, sampler: sampler, batchSampler: batchSampler, numWorkers: numWorkers,
      collate: { D.Element.collate($0) }, pinMemory: pinMemory, dropLast: dropLast, timeout: timeout, workerInit: workerInit,
      prefetchFactor: prefetchFactor, persistentWorkers: persistentWorkers, generator: generator)
  }

  /// Over a data set of tuples, which are collated part by part.
  @_disfavoredOverload
  public init<D: Dataset, First: Collatable, Second: Collatable, each Rest: Collatable>(
    _ dataset: D, batchSize: Int = 1, shuffle: Bool = false, sampler: (any Sequence<Int>)? = nil,
    batchSampler: (any Sequence<[Int]>)? = nil, numWorkers: Int = 0, pinMemory: Bool = false, dropLast: Bool = false, timeout: Double = 0,
    workerInit: (@Sendable (Int) -> Void)? = nil, prefetchFactor: Int? = nil, persistentWorkers: Bool = false, generator: Generator? = nil
  ) where D.Element == (First, Second, repeat each Rest), Batch == (First.Batch, Second.Batch, repeat (each Rest).Batch) {
    self.init(
      dataset, batchSize: batchSize, shuffle: shuffle, sampler: sampler, batchSampler: batchSampler, numWorkers: numWorkers,
      collate: { TupleCollator<First, Second, repeat each Rest>.collate($0) }, pinMemory: pinMemory, dropLast: dropLast, timeout: timeout,
      workerInit: workerInit, prefetchFactor: prefetchFactor, persistentWorkers: persistentWorkers, generator: generator)
  }
}

/// The indices of each batch. Stops on settings that exclude each other.
private func batchOrder(
  _ count: Int, _ batchSize: Int, _ shuffle: Bool, _ sampler: (any Sequence<Int>)?, _ batchSampler: (any Sequence<[Int]>)?,
  _ dropLast: Bool, _ generator: Generator?
) -> any Sequence<[Int]> {
  require(batchSize > 0, "DataLoader", "batchSize must be positive, got \(batchSize)")
  if let batchSampler {
    require(
      batchSize == 1 && !shuffle && sampler == nil && !dropLast, "DataLoader",
      "batchSampler excludes batchSize, shuffle, sampler and dropLast")
    return batchSampler
  }
  require(sampler == nil || !shuffle, "DataLoader", "sampler excludes shuffle")
  func batched(_ order: some Sequence<Int>) -> any Sequence<[Int]> { BatchSampler(order, batchSize: batchSize, dropLast: dropLast) }
  if let sampler { return batched(sampler) }
  return shuffle ? batched(RandomSampler(count: count, generator: generator)) : batched(SequentialSampler(count: count))
}
