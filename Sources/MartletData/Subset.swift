import MartletCore

/// Some samples of a data set, in an order of their own.
public struct Subset<Base: Dataset>: Dataset {
  public let base: Base
  public let indices: [Int]

  /// Stops when an index is out of range.
  public init(_ base: Base, _ indices: [Int]) {
    for i in indices where i < 0 || i >= base.count { fail("Subset", "index \(i) is out of range for \(base.count) samples") }
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }
  public subscript(_ i: Int) -> Base.Element { get throws { try base[indices[i]] } }
}

extension Subset: BatchDataset where Base: BatchDataset {
  public func batch(_ positions: Tensor) -> Base.Batch { base.batch(Tensor(indices).indexSelect(dim: 0, index: positions)) }
}

/// Splits a data set at random into parts of the given sizes, which must add up to its count.
public func randomSplit<D: Dataset>(_ dataset: D, _ lengths: [Int], generator: Generator? = nil) -> [Subset<D>] {
  require(lengths.reduce(0, +) == dataset.count, "randomSplit", "lengths \(lengths) do not add up to \(dataset.count) samples")
  let order = Tensor.randperm(dataset.count, generator: generator).toArray(Int.self)
  var at = 0
  return lengths.map { n in
    defer { at += n }
    return Subset(dataset, Array(order[at..<(at + n)]))
  }
}

/// Splits a data set at random by fractions, which must add up to 1; what rounding leaves goes to the first parts.
public func randomSplit<D: Dataset>(_ dataset: D, _ fractions: [Double], generator: Generator? = nil) -> [Subset<D>] {
  require(
    fractions.allSatisfy { $0 >= 0 && $0 <= 1 } && Swift.abs(fractions.reduce(0, +) - 1) < 1e-9, "randomSplit",
    "fractions \(fractions) do not add up to 1")
  var lengths = fractions.map { Int(Double(dataset.count) * $0) }
  var left = dataset.count - lengths.reduce(0, +), i = 0
  while left > 0 {
    lengths[i % lengths.count] += 1
    left -= 1
    i += 1
  }
  return randomSplit(dataset, lengths, generator: generator)
}
