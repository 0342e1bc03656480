import MartletCore

/// PyTorch's file format before 1.6: four pickles (a magic number, a version, the writing machine, the object), a fifth with the keys of
/// the storages, and the storages' bytes, each behind its number of elements.
enum TorchLegacy {
  /// 0x1950a86a20f9469cfc6c
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

  /// Whether a file's first pickle is the magic number.
  static func isLegacy(_ head: [UInt8]) -> Bool { head.starts(with: [0x80, 0x02, 0x8A, 0x0A] + magic) }

  static func read(_ bytes: [UInt8]) throws -> Value {
    var at = 0
    func next(_ what: String, persistent: ((PickleMachine, NodeID) throws -> PickleNode)? = nil) throws -> (PickleMachine, NodeID) {
      try inside(what) {
        var machine = PickleMachine(bytes, from: at, persistent: persistent)
        let root = try machine.run()
        at = machine.at
        return (machine, root)
      }
    }
    _ = try next("magic number")
    let (versions, version) = try next("version")
    guard case .int(1001) = versions.nodes[version] else { throw ParseError("the format's version is not 1001") }
    let (system, settings) = try next("system")
    try checkByteOrder(system, settings)
    let (machine, root) = try next("objects", persistent: storageRecord)
    let (keyList, keyRoot) = try next("storage keys")
    let keys = try keyList.items(keyRoot).map(keyList.string)

    var records: [String: StorageRecord] = [:]
    for node in machine.nodes {
      guard case .storage(let r) = node else { continue }
      if let known = records.updateValue(r, forKey: r.key), known != r { throw ParseError("storage '\(r.key)' is used with two types or sizes") }
    }
    var storages: [String: Storage] = [:]
    for key in keys {
      guard let record = records[key] else { throw ParseError(offset: at, "there is a storage '\(key.prefix(40))' that nothing uses") }
      guard storages[key] == nil else { throw ParseError(offset: at, "storage '\(key)' is there twice") }
      guard bytes.count - at >= 8, bytes.littleEndian(at: at, 8) == UInt64(record.count) else {
        throw ParseError(offset: at, "storage '\(key)' does not have the \(record.count) elements that it is said to have")
      }
      at += 8
      guard record.byteCount <= bytes.count - at else {
        throw ParseError(offset: at, "storage '\(key)' needs \(record.byteCount) bytes, \(bytes.count - at) are left")
      }
      let storage = Storage.uninitialized(bytes: record.byteCount)
      bytes.withUnsafeBytes { storage.address.copyMemory(from: $0.baseAddress! + at, byteCount: record.byteCount) }
      at += record.byteCount
      storages[key] = storage
    }
    var builder = PickleValue(machine) { record in
      guard let storage = storages[record.key] else { throw ParseError("the bytes of storage '\(record.key)' are missing") }
      return storage
    }
    return try builder.value(root)
  }

  private static func checkByteOrder(_ machine: PickleMachine, _ root: NodeID) throws {
    guard case .dictionary(let d) = machine.nodes[root] else { throw ParseError("the description of the writing machine is missing") }
    for (key, value) in d.entries {
      if case .string("little_endian") = machine.nodes[key], case .bool(false) = machine.nodes[value] {
        throw ParseError("was written on a big-endian machine")
      }
    }
  }

  /// `('storage', class, key, location, count, view)`; views of storages, older still, are refused.
  private static func storageRecord(_ machine: PickleMachine, _ id: NodeID) throws -> PickleNode {
    if case .tuple(let parts) = machine.nodes[id], parts.count == 6 {
      guard case .none = machine.nodes[parts[5]] else { throw ParseError("a view of a storage, as only PyTorch before 0.4 wrote them") }
    }
    return try TorchArchive.storageRecord(machine, id)
  }
}
