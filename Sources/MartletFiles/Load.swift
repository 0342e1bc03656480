import MartletCore

/// Reads what PyTorch, safetensors or NumPy have written; the content says which, not the name.
///
/// - PyTorch's zip format (since 1.6) and its older one: tensors, numbers, strings, lists, tuples, dictionaries, nested; tensors that share
///   a storage in the file share memory. A set comes as a list, an ordered dictionary as a dictionary, a dtype or a device as its name,
///   bytes as a tensor of uint8.
/// - safetensors, and the index of a sharded one: a dictionary of tensors over mapped memory (see `SafeTensorsFile`).
/// - `.npy`: a tensor; `.npz`: a dictionary of tensors; a pickle of NumPy arrays, compressed by gzip or not: what it holds.
///
/// A pickle may use a fixed list of constructors of plain data; anything else is refused by name. Nothing in a file is run, and no file
/// takes more memory than it can hold. Big-endian data are converted.
///
/// - Parameter mapLocation: where the tensors go; nil: to the CPU, wherever they were saved from.
/// - Throws: `FileError` with the file, the offset or entry, and the reason.
public func load(_ path: String, mapLocation: Device? = nil) throws -> Value {
  place(try naming(path) { try read(path) }, mapLocation)
}

/// The same from a file's bytes in memory.
///
/// - Throws: `FileError`, which calls the file "bytes".
public func load(_ bytes: [UInt8], mapLocation: Device? = nil) throws -> Value {
  place(try naming("bytes") { try FileParser.read(ByteSource(bytes)) }, mapLocation)
}

private func place(_ value: Value, _ device: Device?) -> Value {
  guard let device, !device.isCPU else { return value }
  var moved: [ObjectIdentifier: Tensor] = [:]
  return value.mapTensors { t in
    // The same tensor twice stays the same tensor.
    if let known = moved[ObjectIdentifier(t)] { return known }
    let there = t.to(device)
    moved[ObjectIdentifier(t)] = there
    return there
  }
}

private func read(_ path: String) throws -> Value {
  if path.hasSuffix(".safetensors") || path.hasSuffix(".safetensors.index.json") {
    let file = try SafeTensorsFile(path)
    return .record(try file.names.map { ($0, try file.tensor($0)) })
  }
  let source = try ByteSource(path: path)
  return try FileParser.read(source)
}

/// Tells formats apart by their first bytes.
private enum FileParser {
  static func read(_ source: ByteSource) throws -> Value {
    guard source.count > 0 else { throw ParseError("is empty") }
    let head = try source.bytes(at: 0, count: min(source.count, 16))
    if ZipReader.isZip(head) { return try readArchive(ZipReader(source)) }
    if head.starts(with: NpyHeader.magic) { return Value(.tensor(try Npy.read(try source.allBytes()))) }
    if GzipStream.isGzip(head) { return try readGzip(try source.allBytes()) }
    if TorchLegacy.isLegacy(head) { return try TorchLegacy.read(try source.allBytes()) }
    // A header's length of less than 2^32, and the beginning of an object.
    if head.count > 8, head[4..<8].allSatisfy({ $0 == 0 }), head[8] == UInt8(ascii: "{") { return try readSafeTensors(source) }
    if mayBePickle(head[0]) { return try readPickle(try source.allBytes()) }
    throw ParseError(offset: 0, "is none of the known formats (PyTorch, safetensors, npy, npz, pickle)")
  }

  private static func readArchive(_ zip: ZipReader) throws -> Value {
    if let prefix = TorchArchive.prefix(zip) { return try TorchArchive.read(zip, prefix: prefix) }
    if zip.entries.allSatisfy({ $0.name.hasSuffix(".npy") }) { return try Npy.readArchive(zip) }
    throw ParseError("is a zip archive without data.pkl (PyTorch) and not one of arrays (npz)")
  }

  /// Copies; a file with the right ending is mapped instead.
  private static func readSafeTensors(_ source: ByteSource) throws -> Value {
    let header = try SafeTensorsHeader(source)
    return .record(
      try header.entries.map { entry in
        try entry.checkRank()
        let storage = Storage.uninitialized(bytes: entry.range.count)
        try source.read(at: entry.range.lowerBound, into: UnsafeMutableRawBufferPointer(start: storage.address, count: entry.range.count))
        return (entry.name, Tensor(over: storage, shape: entry.shape, dtype: entry.dtype))
      })
  }

  private static func readGzip(_ compressed: [UInt8]) throws -> Value {
    let stream = GzipStream(compressed)
    do {
      // A look at the beginning tells whether the rest is worth decompressing.
      let head = try stream.read(16)
      guard let first = head.first, mayBePickle(first) else { throw ParseError("the compressed content is no pickle") }
      return try readPickle(head + stream.read(.max), compressedSize: compressed.count)
    } catch let e as GzipStream.Failure {
      switch e {
      case .truncated: throw ParseError("the gzip file is cut off")
      case .corrupt(let reason): throw ParseError("the gzip file is damaged: \(reason)")
      }
    }
  }

  /// Whether a pickle can begin with this opcode.
  private static func mayBePickle(_ first: UInt8) -> Bool {
    first == PickleMachine.Opcode.proto.rawValue || first == UInt8(ascii: "(") || first == UInt8(ascii: "c") || first == UInt8(ascii: "]")
      || first == UInt8(ascii: "}")
  }

  private static func readPickle(_ bytes: [UInt8], compressedSize: Int? = nil) throws -> Value {
    var machine = PickleMachine(bytes, compressedSize: compressedSize)
    let root = try machine.run()
    guard machine.at == bytes.count else { throw ParseError(offset: machine.at, "\(bytes.count - machine.at) bytes after the end of the pickle") }
    var builder = PickleValue(machine) { _ in throw ParseError("a storage outside of a PyTorch file") }
    return try builder.value(root)
  }
}

extension Value {
  /// The same with each tensor replaced.
  func mapTensors(_ body: (Tensor) -> Tensor) -> Value {
    switch kind {
    case .tensor(let t): Value(.tensor(body(t)))
    case .list(let a): Value(.list(a.map { $0.mapTensors(body) }))
    case .tuple(let a): Value(.tuple(a.map { $0.mapTensors(body) }))
    case .dictionary(let d): Value(.dictionary(d.map { ($0.key, $0.value.mapTensors(body)) }))
    default: self
    }
  }
}
