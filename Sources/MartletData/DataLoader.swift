import MartletCore

/// Goes through a data set in batches: `for (x, y) in DataLoader(ds, batchSize: 64, shuffle: true) { … }`.
///
/// Each pass draws a new order when shuffling. A data set that can fetch whole batches (`TensorDataset`) is gathered once a batch;
/// samples of any other are collated: tensors and numbers stacked, part by part of a tuple.
public struct DataLoader<Batch>: Sequence {
  private let samples: Int
  private let batchSize: Int
  private let shuffle: Bool
  private let dropLast: Bool
  private let generator: Generator?
  private let fetch: (Tensor) throws -> Batch

  /// How many batches a pass gives.
  public var count: Int { dropLast ? samples / batchSize : (samples + batchSize - 1) / batchSize }
  public var underestimatedCount: Int { count }
  /// How many samples the data set has.
  public var sampleCount: Int { samples }

  private init(
    _ samples: Int, _ batchSize: Int, _ shuffle: Bool, _ dropLast: Bool, _ generator: Generator?,
    _ fetch: @escaping (Tensor) throws -> Batch
  ) {
    require(batchSize > 0, "DataLoader", "batchSize must be positive, got \(batchSize)")
    self.samples = samples
    self.batchSize = batchSize
    self.shuffle = shuffle
    self.dropLast = dropLast
    self.generator = generator
    self.fetch = fetch
  }

  /// Over a data set that fetches whole batches.
  public init<D: BatchDataset>(
    _ dataset: D, batchSize: Int = 1, shuffle: Bool = false, dropLast: Bool = false, generator: Generator? = nil
  ) where D.Batch == Batch {
    self.init(dataset.count, batchSize, shuffle, dropLast, generator) { dataset.batch($0) }
  }

  /// Over a data set whose samples are collated.
  @_disfavoredOverload
  public init<D: Dataset, each Part: Collatable>(
    _ dataset: D, batchSize: Int = 1, shuffle: Bool = false, dropLast: Bool = false, generator: Generator? = nil
  ) where D.Element == (repeat each Part), Batch == (repeat (each Part).Batch) {
    self.init(dataset.count, batchSize, shuffle, dropLast, generator) { i in
      TupleCollator<repeat each Part>.collate(try i.toArray(Int.self).map { try sample(dataset, $0) })
    }
  }

  /// Over a data set whose samples `collate` puts together.
  public init<D: Dataset>(
    _ dataset: D, batchSize: Int = 1, shuffle: Bool = false, dropLast: Bool = false, generator: Generator? = nil,
    collate: @escaping ([D.Element]) -> Batch
  ) {
    self.init(dataset.count, batchSize, shuffle, dropLast, generator) { i in
      collate(try i.toArray(Int.self).map { try sample(dataset, $0) })
    }
  }

  /// One pass. An error that the data set throws stops the program with its message and the sample's index; `forEach` rethrows it.
  public func makeIterator() -> AnyIterator<Batch> {
    let positions = order()
    var b = 0
    return AnyIterator {
      guard b < count else { return nil }
      defer { b += 1 }
      do { return try batch(b, positions) } catch { fail("DataLoader", "\(error)") }
    }
  }

  /// One pass that rethrows what the data set or `body` throws.
  public func forEach(_ body: (Batch) throws -> Void) throws {
    let positions = order()
    for b in 0..<count { try body(batch(b, positions)) }
  }

  private func order() -> Tensor? { shuffle ? Tensor.randperm(samples, generator: generator) : nil }

  private func batch(_ b: Int, _ positions: Tensor?) throws -> Batch {
    let start = b * batchSize, end = Swift.min(start + batchSize, samples)
    return try fetch(positions.map { $0[start..<end] } ?? Tensor.arange(start, end))
  }
}

/// Why a sample could not be had.
public struct SampleError: Error, CustomStringConvertible {
  public let index: Int
  public let underlying: any Error
  public var description: String { "sample \(index) of the data set: \(underlying)" }
}

private func sample<D: Dataset>(_ dataset: D, _ i: Int) throws -> D.Element {
  do { return try dataset[i] } catch { throw SampleError(index: i, underlying: error) }
}
