import MartletCore

/// Iterable data sets one after the other: `ChainDataset([a, b])`, or `a + b`.
///
/// (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ChainDataset)
public struct ChainDataset<Element>: IterableDataset {
  private let parts: [any IterableDataset<Element>]

  public init<D: IterableDataset<Element>>(_ datasets: [D]) { parts = datasets }
  fileprivate init(_ a: any IterableDataset<Element>, _ b: any IterableDataset<Element>) { parts = [a, b] }

  /// nil when a part does not know its own.
  public var count: Int? {
    var total = 0
    for part in parts {
      guard let n = part.count else { return nil }
      total += n
    }
    return total
  }

  public func samples() -> () throws -> Element? {
    var waiting = parts[...], current: (() throws -> Element?)?
    return {
      while true {
        if let sample = try current?() { return sample }
        guard let next = waiting.popFirst() else { return nil }
        current = next.samples()
      }
    }
  }
}

extension IterableDataset {
  /// The samples of one data set, then those of the other.
  public static func + (a: Self, b: some IterableDataset<Element>) -> ChainDataset<Element> { ChainDataset(a, b) }
}
