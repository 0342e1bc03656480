import CTransfer
import Foundation

/// Fetches one file over the network into a file that may hold the beginning of it from an earlier attempt.
enum Transfer {
  /// Seconds without a byte after which a mirror is given up.
  private static let idleTimeout = 15

  /// Blocks until everything is there. What has arrived stays in `path` when it throws.
  static func run(from source: URL, to path: String) throws(DataSetError) {
    let file = try open(path)
    var report = ct_report()
    let outcome = ct_fetch(source.absoluteString, file.fileDescriptor, Int64(lseek(file.fileDescriptor, 0, SEEK_END)), idleTimeout, &report)
    let size = lseek(file.fileDescriptor, 0, SEEK_END)
    try? file.close()
    guard let failure = failure(outcome, report, source, path) else { return }
    if size == 0 { unlink(path) }
    throw failure
  }

  /// Opens a file, perhaps a new one, for writing.
  private static func open(_ path: String) throws(DataSetError) -> FileHandle {
    let url = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      if !FileManager.default.fileExists(atPath: path) { try Data().write(to: url) }
      return try FileHandle(forWritingTo: url)
    } catch {
      throw .inaccessible(path: path, reason: "cannot be written: \(error.localizedDescription)")
    }
  }

  private static func failure(_ outcome: ct_outcome, _ report: ct_report, _ source: URL, _ path: String) -> DataSetError? {
    func notDownloaded(_ reason: String) -> DataSetError { .notDownloaded(source: source.absoluteString, reason: reason) }
    switch outcome {
    case CT_DONE: return nil
    case CT_UNWRITABLE: return .inaccessible(path: path, reason: "cannot be written: \(String(cString: strerror(report.error)))")
    case CT_REFUSED: return notDownloaded("the server answered with status \(report.status)")
    case CT_NO_LIBRARY: return notDownloaded("downloads need libcurl (libcurl.so.4), which is not on this machine")
    default: return notDownloaded(withUnsafeBytes(of: report.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
  }
}
