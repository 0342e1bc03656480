import MartletCore

/// NumPy's `.npy` and `.npz`.
enum Npy {
  static func read(_ bytes: [UInt8]) throws -> Tensor {
    let header = try NpyHeader(bytes)
    let needed = try header.byteCount(), given = bytes.count - header.dataOffset
    guard needed == given else {
      throw ParseError(offset: header.dataOffset, "shape \(header.shape) and dtype \(header.type.dtype) need \(needed) bytes, \(given) are there")
    }
    let storage = Storage.uninitialized(bytes: needed)
    let target = UnsafeMutableRawBufferPointer(start: storage.address, count: needed)
    bytes.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[header.dataOffset...])) }
    if header.type.isBigEndian { swapBytes(target, width: header.type.dtype.itemSize) }
    return numpyTensor(over: storage, header.shape, header.type.dtype, isFortran: header.isFortran)
  }

  /// The arrays of an `.npz`, an archive of `.npy` files, by name.
  static func readArchive(_ zip: ZipReader) throws -> Value {
    var entries: [(String, any ValueConvertible)] = []
    for e in zip.entries {
      guard e.name.hasSuffix(".npy") else { throw ParseError(at: e.name, "is no array") }
      entries.append((String(e.name.dropLast(4)), try inside(e.name) { try read(try zip.bytes(e)) }))
    }
    return .record(entries)
  }

  static func write(_ t: Tensor, to path: String) throws {
    let file = try AtomicFile(path)
    try file.append(try header(t, path))
    try t.detach().cpu().contiguous().withUnsafeBytes { try file.append($0) }
    try file.commit()
  }

  static func writeArchive(_ tensors: [(name: String, tensor: Tensor)], to path: String) throws {
    let file = try AtomicFile(path)
    var zip = ZipWriter(file)
    var names: Set<String> = []
    for (name, t) in tensors {
      guard names.insert(name).inserted else { throw FileError(path, at: "array '\(name)'", "is given twice") }
      let head = try header(t, path)
      try t.detach().cpu().contiguous().withUnsafeBytes { try zip.add(name + ".npy", head: head, $0) }
    }
    try zip.finish()
    try file.commit()
  }

  private static func header(_ t: Tensor, _ path: String) throws -> [UInt8] {
    guard let code = ArrayType.code(t.dtype) else { throw FileError(path, "NumPy has no dtype for \(t.dtype); convert to float32 first") }
    return NpyHeader.bytes(code, t.shape)
  }
}
