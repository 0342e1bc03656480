import MartletCore

/// Splits a data set at random into parts of the given sizes, which must add up to its count.
/// (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split)
public func randomSplit<D: Dataset>(_ dataset: D, _ lengths: [Int], generator: Generator? = nil) -> [Subset<D>] {
  require(
    lengths.allSatisfy { $0 >= 0 } && lengths.reduce(0, +) == dataset.count, "randomSplit",
    "lengths \(lengths) do not add up to \(dataset.count) samples")
  let order = Tensor.randperm(dataset.count, generator: generator).toArray(Int.self)
  var at = 0
  return lengths.map { n in
    defer { at += n }
    return Subset(dataset, Array(order[at..<(at + n)]))
  }
}

/// Splits a data set at random by fractions, which must add up to 1; what rounding down leaves goes to the parts in turn, one sample each.
public func randomSplit<D: Dataset>(_ dataset: D, _ fractions: [Double], generator: Generator? = nil) -> [Subset<D>] {
  require(
    fractions.allSatisfy { $0 >= 0 && $0 <= 1 } && Swift.abs(fractions.reduce(0, +) - 1) < 1e-9, "randomSplit",
    "fractions \(fractions) do not add up to 1")
  var lengths = fractions.map { Int(Double(dataset.count) * $0) }
  for i in 0..<(dataset.count - lengths.reduce(0, +)) { lengths[i % lengths.count] += 1 }
  return randomSplit(dataset, lengths, generator: generator)
}
