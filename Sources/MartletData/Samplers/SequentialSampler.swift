import MartletCore

/// 0, 1, 2, … in order. (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SequentialSampler)
public struct SequentialSampler: Sampler {
  public let count: Int

  public init(_ dataset: some Dataset) { self.init(count: dataset.count) }
  public init(_ collection: some Collection) { self.init(count: collection.count) }
  init(count: Int) { self.count = count }

  public func makeIterator() -> Range<Int>.Iterator { (0..<count).makeIterator() }
}
