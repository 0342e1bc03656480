import CHarness
import Glibc

/// Folders and files in memory, for readers that take paths.
public struct MemoryFile: Sendable {
  public let path: String
  private let descriptor: Int32

  /// A file at `path` whose content is replaced for each input, without a file system's work.
  public init(_ path: String) {
    descriptor = memory_file()
    guard descriptor >= 0, symlink("/proc/self/fd/\(descriptor)", path) == 0 else { stop("no file in memory: \(String(cString: strerror(errno)))") }
    self.path = path
  }

  public func write(_ bytes: [UInt8]) {
    ftruncate(descriptor, 0)
    pwrite(descriptor, bytes, bytes.count, 0)
  }
}

/// A new folder for the program's own files, in memory where the system offers that; it goes with the program.
public let scratchFolder: String = {
  var template = Array("\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")/martlet-fuzz-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { stop("no folder for temporary files: \(String(cString: strerror(errno)))") }
  let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  atexit { remove_folder(scratchFolder) }
  return path
}()
