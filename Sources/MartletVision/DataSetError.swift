/// Why a data set could not be had: which file, what was found there, and what was expected.
public enum DataSetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The system cannot open, read or write the file.
  case inaccessible(path: String, reason: String)
  /// The file can be read, but its content is not what its format demands.
  case malformed(path: String, found: String, expected: String)
  /// A downloaded file is not the published one.
  case wrongChecksum(source: String, found: String, expected: String)
  /// The server did not deliver the file.
  case notDownloaded(source: String, reason: String)
  /// The file is in none of the folders where it is looked for; `reason` says why it was not downloaded.
  case missing(file: String, searched: [String], reason: String, remedy: String)

  /// One line that says where, why, and what would help.
  public var description: String {
    switch self {
    case .inaccessible(let path, let reason):
      "\(path): \(reason)"
    case .malformed(let path, let found, let expected):
      "\(path): found \(found), expected \(expected)"
    case .wrongChecksum(let source, let found, let expected):
      "\(source): found a file with the MD5 checksum \(found), expected \(expected)"
    case .notDownloaded(let source, let reason):
      "\(source): \(reason)"
    case .missing(let file, let searched, let reason, let remedy):
      "\(file): not found in \(searched.joined(separator: ", ")); \(reason); \(remedy)"
    }
  }
}
