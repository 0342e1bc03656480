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
  public subscript(_ i: Int) -> Base.Element { get throws(Base.Failure) { try sample(i) } }

  private func sample(_ i: Int) throws(Base.Failure) -> Base.Element { try base[indices[position(i, of: count, "Subset")]] }
}

extension Subset where Base.Failure == Never {
  /// Needs no `try`. An overload, since Swift 6.3 cannot compile the reading of a tuple through a subscript whose generic error is `Never`.
  public subscript(_ i: Int) -> Base.Element { sample(i) }
}

extension Subset: BatchDataset where Base: BatchDataset {
  public func batch(_ positions: Tensor) throws(Base.Failure) -> Base.Batch {
    try base.batch(Tensor(positions.toArray(Int.self).map { indices[position($0, of: count, "Subset")] }))
  }
}
