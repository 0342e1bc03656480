import MartletCore

/// An order in which samples of a data set are visited. Any sequence of `Int` can serve as one; these know how many they give.
public protocol Sampler: Sequence<Int> {
  /// How many indices a pass gives.
  var count: Int { get }
}

extension Sampler {
  public var underestimatedCount: Int { count }
}
