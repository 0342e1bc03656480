import MartletCore

/// Data sets one after the other: `ConcatDataset([a, b])`, or `a + b`, whose types may differ as long as their samples agree.
///
/// (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ConcatDataset)
public struct ConcatDataset<Element, Failure: Error>: Dataset {
  private typealias Read = (Int) throws(Failure) -> Element
  private let parts: [Read]
  /// How many samples there are up to the end of each part.
  public let cumulativeSizes: [Int]

  private init(_ parts: [Read], _ counts: [Int]) {
    self.parts = parts
    var total = 0
    cumulativeSizes = counts.map { n in
      total += n
      return total
    }
  }

  /// Stops when there are no data sets.
  public init<D: Dataset>(_ datasets: [D]) where D.Element == Element, D.Failure == Failure {
    require(!datasets.isEmpty, "ConcatDataset", "expected at least one data set")
    self.init(datasets.map { ds in { (i: Int) throws(Failure) -> Element in try ds[i] } }, datasets.map(\.count))
  }

  fileprivate init<A: Dataset<Element>, B: Dataset<Element>>(_ a: A, _ b: B) where A.Failure == Failure, B.Failure == Failure {
    let reads: [Read] = [
      { (i: Int) throws(Failure) -> Element in try a[i] }, { (i: Int) throws(Failure) -> Element in try b[i] },
    ]
    self.init(reads, [a.count, b.count])
  }

  fileprivate init<A: Dataset<Element>, B: Dataset<Element>>(_ a: A, _ b: B) where Failure == any Error {
    self.init([{ try a[$0] }, { try b[$0] }], [a.count, b.count])
  }

  public var count: Int { cumulativeSizes.last ?? 0 }

  public subscript(_ i: Int) -> Element { get throws(Failure) { try sample(i) } }

  private func sample(_ i: Int) throws(Failure) -> Element {
    let at = position(i, of: count, "ConcatDataset")
    var low = 0, high = cumulativeSizes.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulativeSizes[middle] > at { high = middle } else { low = middle + 1 }
    }
    return try parts[low](low == 0 ? at : at - cumulativeSizes[low - 1])
  }
}

extension ConcatDataset where Failure == Never {
  /// Needs no `try`; an overload for the reason that `Subset` gives.
  public subscript(_ i: Int) -> Element { sample(i) }
}

extension Dataset {
  /// The samples of one data set, then those of the other.
  public static func + <Other: Dataset<Element>>(a: Self, b: Other) -> ConcatDataset<Element, Failure> where Other.Failure == Failure {
    ConcatDataset(a, b)
  }
  /// The same for data sets of which only one may throw.
  @_disfavoredOverload
  public static func + <Other: Dataset<Element>>(a: Self, b: Other) -> ConcatDataset<Element, any Error> { ConcatDataset(a, b) }
}
