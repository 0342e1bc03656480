import MartletCore

/// The given indices in random order, each once. (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SubsetRandomSampler)
public struct SubsetRandomSampler: Sampler {
  public let indices: [Int]
  private let generator: Generator?

  public init(_ indices: some Sequence<Int>, generator: Generator? = nil) {
    self.indices = Array(indices)
    self.generator = generator
  }

  public var count: Int { indices.count }

  public func makeIterator() -> IndexingIterator<[Int]> {
    Tensor.randperm(count, generator: generator).toArray(Int.self).map { indices[$0] }.makeIterator()
  }
}
