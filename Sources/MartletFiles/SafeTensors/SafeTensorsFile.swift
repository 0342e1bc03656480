import Glibc
import MartletCore

/// A safetensors file whose tensors are read one at a time, from memory that is mapped to the file: opening costs no more than its header.
///
///     let weights = try SafeTensorsFile("model.safetensors")
///     let w = try weights.tensor("fc.weight")
///
/// A `….safetensors.index.json` opens all the shards that it lists. Changing a tensor in place does not change the file. A file that
/// is made shorter while it is mapped stops the program when the missing part is read, as for every mapped file.
/// (https://github.com/huggingface/safetensors)
public final class SafeTensorsFile {
  /// The tensors' names, in the order of the header (of the index, for shards).
  public let names: [String]
  /// The strings that the writer has attached.
  public let metadata: [String: String]

  private let places: [String: (shard: Shard, entry: SafeTensorsHeader.Entry)]

  public init(_ path: String) throws {
    var places: [String: (shard: Shard, entry: SafeTensorsHeader.Entry)] = [:]
    if path.hasSuffix(".json") {
      let index = try naming(path) { try ShardIndex(path) }
      var shards: [String: Shard] = [:]
      for (name, file) in index.files {
        let shard = try shards[file] ?? Shard(folderName(path) + "/" + file)
        shards[file] = shard
        guard let entry = shard.entries[name] else { throw FileError(path, at: "tensor '\(name)'", "is not in \(file)") }
        places[name] = (shard, entry)
      }
      names = index.files.map(\.name)
      metadata = shards.values.reduce(into: [:]) { all, shard in all.merge(shard.metadata) { $1 } }
    } else {
      let shard = try Shard(path)
      for (name, entry) in shard.entries { places[name] = (shard, entry) }
      names = shard.names
      metadata = shard.metadata
    }
    self.places = places
  }

  /// The shape of a tensor, without reading it; nil when there is none of this name.
  public func shape(_ name: String) -> [Int]? { places[name]?.entry.shape }
  /// The dtype of a tensor, without reading it; nil when there is none of this name.
  public func dtype(_ name: String) -> DType? { places[name]?.entry.dtype }

  /// One tensor, over the file's own memory.
  ///
  /// - Throws: `FileError` when there is none of this name.
  public func tensor(_ name: String) throws -> Tensor {
    guard let (shard, entry) = places[name] else {
      throw FileError(places.values.first?.shard.path ?? "safetensors", at: "tensor '\(name)'", "is not there; there are \(names.prefix(20).joined(separator: ", "))")
    }
    return try naming(shard.path) { try shard.tensor(entry) }
  }
}

/// One mapped file.
private final class Shard {
  let path: String
  let names: [String]
  let entries: [String: SafeTensorsHeader.Entry]
  let metadata: [String: String]
  private let memory: MappedMemory

  init(_ path: String) throws {
    self.path = path
    let (header, memory) = try naming(path) {
      let source = try ByteSource(path: path)
      let header = try SafeTensorsHeader(source)
      return (header, try MappedMemory(path, count: source.count))
    }
    self.memory = memory
    names = header.entries.map(\.name)
    entries = Dictionary(uniqueKeysWithValues: header.entries.map { ($0.name, $0) })
    metadata = Dictionary(uniqueKeysWithValues: header.metadata.map { ($0.key, $0.value) })
  }

  func tensor(_ entry: SafeTensorsHeader.Entry) throws -> Tensor {
    try entry.checkRank()
    let start = memory.start + entry.range.lowerBound
    // Writers align the data; a handmade file that does not is copied, for no kernel expects half an element.
    if Int(bitPattern: start) % entry.dtype.itemSize != 0 {
      return Tensor(bytes: UnsafeRawBufferPointer(start: start, count: entry.range.count), shape: entry.shape, dtype: entry.dtype)
    }
    return Tensor(over: .borrowing(start, bytes: entry.range.count, owner: memory), shape: entry.shape, dtype: entry.dtype)
  }
}

/// A file in memory; changes stay private to this process.
private final class MappedMemory {
  let start: UnsafeMutableRawPointer
  private let count: Int

  init(_ path: String, count: Int) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ParseError("cannot be opened: \(systemError())") }
    defer { close(descriptor) }
    guard let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw ParseError("cannot be mapped into memory: \(systemError())")
    }
    self.start = start
    self.count = count
  }

  deinit { munmap(start, count) }
}

/// Which shard has which tensor: `{"weight_map": {"fc.weight": "model-00001-of-00002.safetensors", …}}`.
private struct ShardIndex {
  let files: [(name: String, file: String)]

  init(_ path: String) throws {
    let source = try ByteSource(path: path)
    let json: JSON
    do {
      json = try JSON.parse(try source.allBytes())
    } catch let e as JSONError {
      throw ParseError(offset: e.offset, "is not valid JSON: \(e.reason)")
    }
    guard let map = json["weight_map"]?.object else { throw ParseError("has no weight_map") }
    files = try map.map { name, file in
      guard let file = file.string, !file.isEmpty, !file.contains("/"), file != ".." else {
        throw ParseError(at: "weight_map", "the file of '\(name)' is no plain file name")
      }
      return (name, file)
    }
  }
}
