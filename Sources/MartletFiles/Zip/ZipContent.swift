import CZlib
import MartletCore

extension ZipReader {
  /// An entry's content, decompressed, its CRC-32 checked.
  func bytes(_ entry: Entry) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: entry.size) { buffer, filled in
      try read(entry, into: UnsafeMutableRawBufferPointer(buffer))
      filled = entry.size
    }
  }

  /// The same into memory of exactly the entry's size.
  func read(_ entry: Entry, into target: UnsafeMutableRawBufferPointer) throws {
    try inside(entry.name) {
      let crc: UInt32
      if entry.isDeflated {
        try inflateWhole(try source.bytes(at: entry.dataOffset, count: entry.compressedSize), into: target)
        crc = crc32(of: UnsafeRawBufferPointer(target))
      } else {
        crc = try checksummedPieces(entry.size, size: 1 << 20) { piece in
          // So small that it is still in the cache for its checksum.
          let part = UnsafeMutableRawBufferPointer(rebasing: target[piece])
          try source.read(at: entry.dataOffset + piece.lowerBound, into: part)
          return crc32(of: UnsafeRawBufferPointer(part))
        }
      }
      guard crc == entry.crc else {
        throw ParseError("its content is damaged: CRC-32 \(String(crc, radix: 16)), expected \(String(entry.crc, radix: 16))")
      }
    }
  }

  /// An entry's content as the memory of a tensor.
  func storage(_ entry: Entry) throws -> Storage {
    let storage = Storage.uninitialized(bytes: entry.size)
    try read(entry, into: UnsafeMutableRawBufferPointer(start: storage.address, count: entry.size))
    return storage
  }
}

/// Decompresses a raw deflate stream that must give exactly as many bytes as `target` has.
private func inflateWhole(_ compressed: [UInt8], into target: UnsafeMutableRawBufferPointer) throws {
  var state = z_stream()
  let rawWindow: Int32 = -15
  guard inflateInit2_(&state, rawWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
    throw ParseError("zlib \(ZLIB_VERSION) refuses to start")
  }
  defer { inflateEnd(&state) }
  var status = Z_OK, taken = 0, given = 0
  compressed.withUnsafeBufferPointer { input in
    repeat {
      // zlib does not write to its input; its header says so only under a macro. It counts in 32 bits.
      state.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + taken })
      state.avail_in = UInt32(min(compressed.count - taken, 1 << 30))
      state.next_out = target.baseAddress.map { ($0 + given).assumingMemoryBound(to: UInt8.self) }
      state.avail_out = UInt32(min(target.count - given, 1 << 30))
      let before = (state.avail_in, state.avail_out)
      status = inflate(&state, Z_NO_FLUSH)
      taken += Int(before.0 - state.avail_in)
      given += Int(before.1 - state.avail_out)
    } while status == Z_OK
  }
  guard status == Z_STREAM_END, given == target.count, taken == compressed.count else {
    throw ParseError("its compressed data is damaged: \(given) of \(target.count) bytes came out")
  }
}
