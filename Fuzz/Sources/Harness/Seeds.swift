import CHarness
import Glibc

/// Writes small good files to `$SEEDS` and ends the program; does nothing without that variable.
public func writeSeeds(_ seeds: () throws -> [(name: String, bytes: [UInt8])]) -> CInt {
  guard let folder = getenv("SEEDS").map({ String(cString: $0) }) else { return 0 }
  do {
    for (name, bytes) in try seeds() {
      guard let file = fopen("\(folder)/\(name)", "w") else { stop("\(folder)/\(name) cannot be written") }
      fwrite(bytes, 1, bytes.count, file)
      fclose(file)
    }
  } catch {
    stop("seeds cannot be made: \(error)")
  }
  exit(0)
}

/// The content of a file.
public func contents(_ path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { stop("\(path) cannot be read") }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while case let n = fread(&piece, 1, piece.count, file), n > 0 { bytes += piece[..<n] }
  return bytes
}

/// A gzip file with this content.
public func gzipped(_ content: [UInt8]) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: content.count + 23) { buffer, count in
    count = gzip_store(content, content.count, buffer.baseAddress!)
  }
}
