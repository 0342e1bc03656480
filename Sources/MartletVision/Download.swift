import Foundation
import FoundationNetworking

/// Fetches published files whose checksum is known.
enum Download {
  /// Seconds without a byte after which a mirror is given up.
  private static let idleTimeout: TimeInterval = 15

  /// Downloads a file from the first of `mirrors` that has it, and puts it at `path` once its checksum is right.
  ///
  /// The file appears whole or not at all. Blocks until then.
  ///
  /// - Throws: the last mirror's `DataSetError`, or `.inaccessible` when the file cannot be written.
  static func file(from mirrors: [URL], md5: String, to path: String) throws(DataSetError) {
    var failure = DataSetError.notDownloaded(source: path, reason: "no mirror is known")
    for mirror in mirrors {
      let data: Data
      do {
        data = try published(at: mirror, md5: md5)
      } catch {
        failure = error
        continue
      }
      return try write(data, to: path)
    }
    throw failure
  }

  private static func published(at mirror: URL, md5: String) throws(DataSetError) -> Data {
    let data = try content(of: mirror)
    let found = MD5.hexDigest(data)
    guard found == md5 else {
      throw .wrongChecksum(source: mirror.absoluteString, found: found, expected: md5)
    }
    return data
  }

  private static func content(of url: URL) throws(DataSetError) -> Data {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = idleTimeout
    let session = URLSession(configuration: configuration)
    defer { session.finishTasksAndInvalidate() }
    let done = DispatchSemaphore(value: 0)
    // Written before the signal and read after the wait, hence never at once.
    nonisolated(unsafe) var outcome = Result<Data, DataSetError>.success(Data())
    session.dataTask(with: url) { data, response, error in
      let status = (response as? HTTPURLResponse)?.statusCode
      if let data, status == 200 {
        outcome = .success(data)
      } else {
        let reason = error?.localizedDescription ?? "the server answered with status \(status ?? 0)"
        outcome = .failure(.notDownloaded(source: url.absoluteString, reason: reason))
      }
      done.signal()
    }.resume()
    done.wait()
    return try outcome.get()
  }

  private static func write(_ data: Data, to path: String) throws(DataSetError) {
    let url = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: url, options: .atomic)
    } catch {
      throw .inaccessible(path: path, reason: "cannot be written: \(error.localizedDescription)")
    }
  }
}
