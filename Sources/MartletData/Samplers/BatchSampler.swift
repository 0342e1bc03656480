import MartletCore

/// The indices of another sampler in batches. (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.BatchSampler)
public struct BatchSampler<Base: Sequence<Int>>: Sequence {
  private let sampler: Base
  private let batchSize: Int
  private let dropLast: Bool

  /// - Parameters:
  ///   - dropLast: leave out the last batch when it is smaller than `batchSize`.
  public init(_ sampler: Base, batchSize: Int, dropLast: Bool) {
    require(batchSize > 0, "BatchSampler", "batchSize must be positive, got \(batchSize)")
    self.sampler = sampler
    self.batchSize = batchSize
    self.dropLast = dropLast
  }

  /// How many batches a pass gives.
  public var count: Int {
    let samples = sampler.underestimatedCount
    return dropLast ? samples / batchSize : samples / batchSize + (samples % batchSize == 0 ? 0 : 1)
  }
  public var underestimatedCount: Int { count }

  public func makeIterator() -> AnyIterator<[Int]> {
    var indices = sampler.makeIterator()
    return AnyIterator {
      var batch: [Int] = []
      batch.reserveCapacity(Swift.min(batchSize, sampler.underestimatedCount))
      while batch.count < batchSize, let i = indices.next() { batch.append(i) }
      return batch.isEmpty || (dropLast && batch.count < batchSize) ? nil : batch
    }
  }
}
