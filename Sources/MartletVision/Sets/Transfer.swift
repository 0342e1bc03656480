import Foundation
import FoundationNetworking

/// Fetches one file over the network into `path`, behind what an earlier attempt has left there.
final class Transfer: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  /// Seconds without a byte after which a mirror is given up.
  private static let idleTimeout: TimeInterval = 15

  private let source: URL
  private let path: String
  private let done = DispatchSemaphore(value: 0)
  // Touched by the session's callbacks, which come one at a time, and after the last of them by `run`.
  private var file: FileHandle?
  private var failure: DataSetError?
  private var isComplete = false

  init(from source: URL, to path: String) {
    self.source = source
    self.path = path
  }

  /// Blocks until everything is there. What has arrived stays in `path` when it throws.
  func run() throws(DataSetError) {
    let offset = try open()
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = Self.idleTimeout
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    defer { session.finishTasksAndInvalidate() }
    var request = URLRequest(url: source)
    if offset > 0 { request.setValue("bytes=\(offset)-", forHTTPHeaderField: "Range") }
    session.dataTask(with: request).resume()
    done.wait()
    let size = (try? file?.offset()) ?? 0
    try? file?.close()
    guard let failure else { return }
    if size == 0 { unlink(path) }
    throw failure
  }

  /// Opens the file for appending and returns how long it is.
  private func open() throws(DataSetError) -> UInt64 {
    let url = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      if !FileManager.default.fileExists(atPath: path) { try Data().write(to: url) }
      let handle = try FileHandle(forWritingTo: url)
      file = handle
      return try handle.seekToEnd()
    } catch {
      throw .inaccessible(path: path, reason: "cannot be written: \(error.localizedDescription)")
    }
  }

  private func notDownloaded(_ reason: String) -> DataSetError { .notDownloaded(source: source.absoluteString, reason: reason) }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    switch (response as? HTTPURLResponse)?.statusCode ?? 0 {
    case 206: break
    case 200:
      // The server sends everything, whatever was asked for.
      do { try file?.truncate(atOffset: 0) } catch { failure = .inaccessible(path: path, reason: error.localizedDescription) }
    case 416: isComplete = true  // nothing is behind what we have
    case let status: failure = notDownloaded("the server answered with status \(status)")
    }
    completionHandler(failure == nil && !isComplete ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    do {
      try file?.write(contentsOf: data)
    } catch {
      failure = .inaccessible(path: path, reason: "cannot be written: \(error.localizedDescription)")
      dataTask.cancel()
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    if failure == nil, !isComplete, let error { failure = notDownloaded(error.localizedDescription) }
    done.signal()
  }
}
