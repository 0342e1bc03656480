import MartletCore

/// An index into a container of `count` parts; negative counts from the end.
func position(_ i: Int, _ count: Int, _ op: String) -> Int {
  require(i >= -count && i < count, op, "index \(i) is out of range for \(count) modules")
  return i < 0 ? i + count : i
}

/// Where to insert so that the new part stands before part `i`.
func insertionPoint(_ i: Int, _ count: Int, _ op: String) -> Int {
  require(i >= -count && i <= count, op, "cannot insert at \(i) into \(count) modules")
  return i < 0 ? i + count : i
}

/// The parts in a range, negative bounds counted from the end, all bounds clamped as Python's slices are.
func slice<Part>(_ parts: [Part], _ range: some RangeExpression<Int>) -> [Part] {
  let n = parts.count
  let bounds = range.relative(to: Int.min / 2..<Int.max / 2)  // an open side reaches beyond every list
  func wrapped(_ i: Int) -> Int { Swift.min(Swift.max(i < 0 ? i + n : i, 0), n) }
  let low = wrapped(bounds.lowerBound), high = wrapped(bounds.upperBound)
  return low < high ? Array(parts[low..<high]) : []
}
