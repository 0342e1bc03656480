import CZlib

/// Decompresses a gzip file that is held in memory, a piece at a time.
///
/// The caller says how many bytes it wants, so a small file that would expand to gigabytes costs no more than what is
/// asked for. Checks the checksum and length that close each member; several members in a row are one content, as
/// `gzip -d` has it.
package final class GzipStream {
  /// What makes a stream unreadable; the reader of the file adds the path.
  package enum Failure: Error {
    case corrupt(String)
    case truncated
  }

  /// Deflate spends at least two bits on 258 bytes of output: no file expands by more than this factor.
  package static let maximumExpansion = 1032

  private let compressed: [UInt8]
  private var position = 0
  private var isFinished = false
  /// zlib keeps a pointer back to this record, so its address must not change.
  private let state: UnsafeMutablePointer<z_stream>

  package init(_ compressed: [UInt8]) {
    self.compressed = compressed
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    let windowBits: Int32 = 15
    let gzipOnly: Int32 = 16
    let status = inflateInit2_(
      state, windowBits + gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { fatalError("zlib \(ZLIB_VERSION) refuses to start: status \(status)") }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
  }

  /// Whether `bytes` begin as a gzip file does.
  package static func isGzip(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// The next bytes of the content: `count` of them, or fewer where it ends.
  package func read(_ count: Int) throws(Failure) -> [UInt8] {
    var result: [UInt8] = []
    // Grown as bytes arrive, not reserved: `count` may come from a header that lies.
    var piece = [UInt8](repeating: 0, count: min(count, 1 << 18))
    while result.count < count, !isFinished {
      let produced = try inflateOnce(into: &piece, limit: min(piece.count, count - result.count))
      result += piece[..<produced]
    }
    return result
  }

  private func inflateOnce(into piece: inout [UInt8], limit: Int) throws(Failure) -> Int {
    let available = min(compressed.count - position, 1 << 30)
    var status = Z_OK
    compressed.withUnsafeBufferPointer { input in
      piece.withUnsafeMutableBufferPointer { output in
        // zlib does not write to its input; its header says so only under a macro.
        state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + position })
        state.pointee.avail_in = UInt32(available)
        state.pointee.next_out = output.baseAddress
        state.pointee.avail_out = UInt32(limit)
        status = inflate(state, Z_NO_FLUSH)
      }
    }
    position += available - Int(state.pointee.avail_in)
    let produced = limit - Int(state.pointee.avail_out)
    switch status {
    case Z_STREAM_END: try startNextMember()
    case Z_OK: break
    case Z_BUF_ERROR: throw .truncated
    default: throw .corrupt(state.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)")
    }
    return produced
  }

  private func startNextMember() throws(Failure) {
    let rest = compressed[position...]
    if rest.isEmpty {
      isFinished = true
    } else if Self.isGzip(rest) {
      inflateReset(state)
    } else {
      throw .corrupt("\(rest.count) bytes that are no gzip data after the end")
    }
  }
}
