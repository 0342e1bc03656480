import MartletCore

/// A range that cuts a run out of a data set: `0..<64`, `0...63`, `64...`, `..<64`. Bounds clamp, and negative ones count from the end.
public typealias SampleRange = RangeExpression<Int> & TensorIndexing

extension Dataset {
  /// A run of samples, in their order: `ds[0..<64]`.
  public subscript(_ range: some SampleRange) -> Subset<Self> { Subset(self, Array(positions(range, of: count))) }
}

/// The positions that a slice of `count` samples covers, by Python's rules.
private func positions(_ range: some SampleRange, of count: Int) -> Range<Int> {
  guard case .slice(let start, let stop, _) = range.tensorIndex else { return 0..<count }
  func bound(_ i: Int) -> Int { min(max(i < 0 ? i + count : i, 0), count) }
  let first = bound(start ?? 0)
  return first..<max(first, bound(stop ?? count))
}

/// The position that `i` names among `count` samples: negative ones count from the end. Stops when there is no such sample.
func position(_ i: Int, of count: Int, _ type: StaticString) -> Int {
  require(i >= -count && i < count, "\(type)", "index \(i) is out of range for \(count) samples")
  return i < 0 ? i + count : i
}
