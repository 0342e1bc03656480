/// Why a picture could not be read or written: which file, and what is wrong with it.
public struct ImageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file, or what else the bytes came from.
  public let source: String
  public let reason: String

  init(_ source: String, _ reason: String) {
    self.source = source
    self.reason = reason
  }

  public var description: String { "\(source): \(reason)" }
}
