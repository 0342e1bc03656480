import MartletCore

/// PyTorch's file format since 1.6: a zip archive with a pickle, `data.pkl`, and an entry `data/KEY` for each storage.
///
/// Source: PyTorch's `torch/serialization.py` and `caffe2/serialize/inline_container.h`.
enum TorchArchive {
  /// The folder inside of the archive that holds everything; nil when there is no pickle.
  static func prefix(_ zip: ZipReader) -> String? {
    zip.entries.lazy.map(\.name).first { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }.map { String($0.dropLast("data.pkl".count)) }
  }

  static func read(_ zip: ZipReader, prefix: String) throws -> Value {
    let entry = prefix + "data.pkl", place = zip[entry]!
    var machine = PickleMachine(try zip.bytes(place), compressedSize: place.isDeflated ? place.compressedSize : nil, persistent: storageRecord)
    let root = try inside(entry) { try machine.run() }

    var isBigEndian = false
    if let order = zip[prefix + "byteorder"] { isBigEndian = try zip.bytes(order) == Array("big".utf8) }
    var storages: [String: (record: StorageRecord, storage: Storage)] = [:]
    var builder = PickleValue(machine) { record in
      if let known = storages[record.key] {
        guard known.record == record else { throw ParseError("storage '\(record.key)' is used with two types or sizes") }
        return known.storage
      }
      let storage = try load(record, zip, prefix, isBigEndian)
      storages[record.key] = (record, storage)
      return storage
    }
    return try inside(entry) { try builder.value(root) }
  }

  private static func load(_ record: StorageRecord, _ zip: ZipReader, _ prefix: String, _ isBigEndian: Bool) throws -> Storage {
    guard let entry = zip[prefix + "data/" + record.key] else { throw ParseError("there is no entry 'data/\(record.key)' for a storage") }
    guard entry.size == record.byteCount else {
      throw ParseError("storage '\(record.key)' is said to have \(record.byteCount) bytes, its entry has \(entry.size)")
    }
    let storage = try zip.storage(entry)
    if isBigEndian, let width = record.dtype?.itemSize {
      swapBytes(UnsafeMutableRawBufferPointer(start: storage.address, count: entry.size), width: width)
    }
    return storage
  }

  /// `('storage', class, key, location, count)`.
  static func storageRecord(_ machine: PickleMachine, _ id: NodeID) throws -> PickleNode {
    guard case .tuple(let parts) = machine.nodes[id], parts.count >= 5, case .string("storage") = machine.nodes[parts[0]] else {
      throw ParseError("refers to something outside of the pickle that is no storage")
    }
    guard case .global(let type) = machine.nodes[parts[1]], type.storageDType != nil || type == .untypedStorage else {
      throw ParseError("a storage of an unknown class")
    }
    let key = try machine.string(parts[2]), count = try machine.int(parts[4])
    guard !key.isEmpty, key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
      throw ParseError("a storage's key '\(key.prefix(40))' is no plain name")
    }
    guard count >= 0, !count.multipliedReportingOverflow(by: 8).overflow else { throw ParseError("a storage of \(count) elements") }
    return .storage(StorageRecord(key: key, dtype: type.storageDType, count: count))
  }
}
