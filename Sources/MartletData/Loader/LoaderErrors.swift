/// Why a sample could not be had.
public struct SampleError: Error, CustomStringConvertible {
  /// Which sample of the data set; of an iterable one, how many came before it.
  public let index: Int
  /// What the data set threw.
  public let underlying: any Error
  public var description: String { "sample \(index) of the data set: \(underlying)" }
}

/// A worker that did not deliver its batch in time.
public struct WorkerTimeout: Error, CustomStringConvertible {
  /// Which batch of the pass, from 0.
  public let batch: Int
  /// How long was waited, in seconds.
  public let seconds: Double
  public var description: String { "no worker delivered batch \(batch) within \(seconds) s" }
}
