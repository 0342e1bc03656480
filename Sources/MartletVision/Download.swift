import Foundation

/// Fetches published files whose checksum is known.
package enum Download {
  /// Downloads a file from the first of `mirrors` that has it, and puts it at `path` once its checksum is right.
  ///
  /// The file appears whole or not at all. What has arrived when a download breaks off stays beside it, in `path.part`, and the next
  /// attempt goes on from there. Blocks until the file is there.
  ///
  /// - Throws: the last mirror's `DataSetError`.
  package static func file(from mirrors: [URL], md5: String, to path: String) throws(DataSetError) {
    var failure = DataSetError.notDownloaded(source: path, reason: "no mirror is known")
    for mirror in mirrors {
      do {
        return try fetch(mirror, md5: md5, to: path)
      } catch {
        failure = error
      }
    }
    throw failure
  }

  /// A file of a mirror, at `path` once its checksum is right.
  private static func fetch(_ mirror: URL, md5: String, to path: String) throws(DataSetError) {
    let part = path + ".part"
    try Transfer.run(from: mirror, to: part)
    do {
      let found = MD5.hexDigest(try Data(contentsOf: URL(fileURLWithPath: part), options: .mappedIfSafe))
      guard found == md5 else {
        // Not to be continued: the next attempt starts afresh.
        try FileManager.default.removeItem(atPath: part)
        throw DataSetError.wrongChecksum(source: mirror.absoluteString, found: found, expected: md5)
      }
      guard rename(part, path) == 0 else { throw DataSetError.inaccessible(path: path, reason: String(cString: strerror(errno))) }
    } catch let error as DataSetError {
      throw error
    } catch {
      throw .inaccessible(path: path, reason: "cannot be written: \(error.localizedDescription)")
    }
  }
}
