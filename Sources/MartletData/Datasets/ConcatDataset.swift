import MartletCore

/// Data sets one after the other: `ConcatDataset([a, b])`, or `a + b`, whose types may differ as long as their samples agree.
///
/// (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ConcatDataset)
public struct ConcatDataset<Element, Failure: Error>: Dataset {
  private let parts: [(Int) throws -> Element]
  /// How many samples there are up to the end of each part.
  public let cumulativeSizes: [Int]

  private init(_ parts: [(Int) throws -> Element], _ counts: [Int]) {
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
    self.init(datasets.map { ds in { try ds[$0] } }, datasets.map(\.count))
  }

  /// Both may throw nothing but `Failure`, which the operators below see to.
  fileprivate init(_ a: some Dataset<Element>, _ b: some Dataset<Element>) {
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
    do { return try parts[low](low == 0 ? at : at - cumulativeSizes[low - 1]) } catch { throw error as! Failure }
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
