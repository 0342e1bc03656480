import CDisk
import Glibc
import MartletCore

/// A file that replaces the one of its name only when it is complete.
///
/// It is written beside its target, forced to disk, and renamed over it: whatever stops the program in between, either the old file or
/// the new one is there, whole. What a stopped program left behind carries its process number; the next write to the same name removes it.
final class AtomicFile {
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isCommitted = false
  /// Where the next `append` writes.
  private(set) var position = 0

  init(_ path: String) throws {
    self.path = path
    removeOrphans(of: path)
    temporary = "\(path).\(getpid()).\(AtomicFile.serial.next()).partial"
    // Another file that happens to have this name is not ours to overwrite.
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(path, "cannot be written: \(systemError())") }
    // The old file is about to go; the new one can have its memory instead of taking as much beside it.
    cd_drop_cache(path)
  }

  deinit {
    close(descriptor)
    if !isCommitted { unlink(temporary) }
  }

  private static let serial = Serial()

  func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0, at: position) }
    position += bytes.count
  }

  /// Appends a block of any size.
  func append(_ block: UnsafeRawBufferPointer) throws { _ = try appendPieces(block) { _ in } }

  /// Appends a block of any size and returns its CRC-32.
  func appendChecksummed(_ block: UnsafeRawBufferPointer) throws -> UInt32 {
    // The checksum first: it brings the piece into the cache for the copy into the system's.
    crc32(of: try appendPieces(block) { (crc: crc32(of: $0), count: $0.count) })
  }

  /// Appends a block in pieces, on all threads; `look` sees each of them before it is written. The disk begins with a piece while the next ones are copied.
  private func appendPieces<R: Sendable>(_ block: UnsafeRawBufferPointer, _ look: (UnsafeRawBufferPointer) -> R) throws -> [R] {
    let start = position, size = 4 << 20
    if block.count >= size { cd_reserve(descriptor, Int64(start), Int64(block.count)) }
    defer { position += block.count }
    return try onPieces(block.count, size: size) { piece in
      let bytes = UnsafeRawBufferPointer(rebasing: block[piece]), offset = start + piece.lowerBound
      let seen = look(bytes)
      try self.write(bytes, at: offset)
      if bytes.count == size { cd_start_writeback(descriptor, Int64(offset), Int64(size)) }
      return seen
    }
  }

  /// Replaces earlier bytes.
  func overwrite(_ bytes: [UInt8], at offset: Int) throws { try bytes.withUnsafeBytes { try write($0, at: offset) } }

  /// Leaves `count` bytes to be overwritten later.
  func skip(_ count: Int) { position += count }

  private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
    var done = 0
    while done < bytes.count {
      let put = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
      if put < 0, errno == EINTR { continue }
      guard put > 0 else { throw FileError(path, "cannot be written: \(systemError())") }
      done += put
    }
  }

  /// Makes the file the one of its name.
  func commit() throws {
    guard fsync(descriptor) == 0 else { throw FileError(path, "cannot be forced to disk: \(systemError())") }
    // The permissions of what is replaced stay.
    var old = stat()
    if stat(path, &old) == 0 { fchmod(descriptor, old.st_mode & 0o7777) }
    guard rename(temporary, path) == 0 else { throw FileError(path, "cannot be replaced: \(systemError())") }
    isCommitted = true
    // The rename itself is on disk only when the folder is.
    let folder = open(folderName(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }
}

/// Removes what writers of `path` that no longer run have left.
private func removeOrphans(of path: String) {
  let folder = folderName(path), prefix = fileName(path) + "."
  guard let listing = opendir(folder) else { return }
  defer { closedir(listing) }
  while let entry = readdir(listing) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    guard name.hasPrefix(prefix), name.hasSuffix(".partial") else { continue }
    let middle = name.dropFirst(prefix.count).dropLast(".partial".count).split(separator: ".")
    guard middle.count == 2, let process = pid_t(middle[0]), Int(middle[1]) != nil else { continue }
    if process != getpid(), kill(process, 0) != 0, errno == ESRCH { unlink(folder + "/" + name) }
  }
}

func folderName(_ path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

func fileName(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path }

/// The file's name without its folder and its last extension.
func fileStem(_ path: String) -> String {
  let name = fileName(path)
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
  return String(name[..<dot])
}
