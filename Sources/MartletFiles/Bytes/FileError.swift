/// Why a file could not be read or written: which one, where in it, and the reason.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path as it was given.
  public let file: String
  /// The byte offset, the entry of an archive, or the name of a tensor; nil when the whole file is meant.
  public let place: String?
  public let reason: String

  public init(_ file: String, at place: String? = nil, _ reason: String) {
    self.file = file
    self.place = place
    self.reason = reason
  }

  public var description: String { "\(file): \(place.map { "\($0): " } ?? "")\(reason)" }
}

/// What a parser of bytes found wrong. It does not know the file's name; whoever opened the file adds it.
struct ParseError: Error {
  let place: String?
  let reason: String

  init(at place: String? = nil, _ reason: String) {
    self.place = place
    self.reason = reason
  }
  init(offset: Int, _ reason: String) { self.init(at: "byte \(offset)", reason) }

  func inside(_ outer: String) -> ParseError { ParseError(at: place.map { "\(outer), \($0)" } ?? outer, reason) }
}

/// Runs a parser, and names the file in what it throws.
func naming<R>(_ file: String, _ body: () throws -> R) throws -> R {
  do {
    return try body()
  } catch let e as ParseError {
    throw FileError(file, at: e.place, e.reason)
  }
}

/// Runs a parser on an entry, and names the entry in what it throws.
func inside<R>(_ entry: String, _ body: () throws -> R) throws -> R {
  do {
    return try body()
  } catch let e as ParseError {
    throw e.inside(entry)
  }
}
