import MartletCore

/// A data set that is read from front to back: a log, a stream, samples made as they are needed (`torch.utils.data.IterableDataset`).
///
/// A `Sequence` becomes one by declaring it; a data set that may throw writes `samples()`. A `DataLoader` reads one pass in order, whatever the number of
/// workers: they take turns at reading and collate side by side, so that no sample is seen twice and none needs to be dealt out.
public protocol IterableDataset<Element> {
  associatedtype Element
  /// How many samples a pass gives, if that is known beforehand.
  var count: Int? { get }
  /// Starts a pass: each call of the result gives the next sample, and nil at the end.
  func samples() -> () throws -> Element?
}

extension IterableDataset {
  public var count: Int? { nil }
}

extension IterableDataset where Self: Sequence {
  public func samples() -> () throws -> Element? {
    var iterator = makeIterator()
    return { iterator.next() }
  }
}
