import MartletCore

/// Writes a `Value` as a pickle of protocol 2, tensors as PyTorch rebuilds them; their storages are numbered and collected.
struct PickleWriter {
  private(set) var bytes: [UInt8] = [0x80, 0x02]
  /// Each storage once, in the order of first use; views of one storage share it.
  private(set) var storages: [Storage] = []
  private var storageNumbers: [ObjectIdentifier: (number: Int, dtype: DType)] = [:]
  private var globals: [PickleGlobal: Int] = [:]
  private let path: String

  init(_ value: Value, path: String) throws {
    self.path = path
    try write(value, at: "")
    op(.stop)
  }

  private mutating func op(_ code: PickleMachine.Opcode) { bytes.append(code.rawValue) }

  private mutating func write(_ value: Value, at place: String) throws {
    switch value.kind {
    case .none: op(.none)
    case .bool(let b): op(b ? .newtrue : .newfalse)
    case .int(let n): write(n)
    case .double(let x):
      op(.binfloat)
      bytes.append(littleEndian: x.bitPattern.byteSwapped, 8)
    case .string(let s): write(s)
    case .tensor(let t): try write(t, at: place)
    case .list(let items):
      op(.emptyList)
      if items.isEmpty { return }
      op(.mark)
      for (i, item) in items.enumerated() { try write(item, at: "\(place)[\(i)]") }
      op(.appends)
    case .tuple(let items):
      if items.isEmpty { return op(.emptyTuple) }
      op(.mark)
      for (i, item) in items.enumerated() { try write(item, at: "\(place)[\(i)]") }
      op(.tuple)
    case .dictionary(let entries):
      op(.emptyDict)
      if entries.isEmpty { return }
      op(.mark)
      for (key, item) in entries {
        switch key {
        case .string(let s): write(s)
        case .int(let n): write(n)
        }
        try write(item, at: place.isEmpty ? "\(key)" : "\(place).\(key)")
      }
      op(.setitems)
    }
  }

  private mutating func write(_ n: Int) {
    if let small = Int32(exactly: n) {
      op(.binint)
      bytes.append(littleEndian: UInt64(UInt32(bitPattern: small)), 4)
    } else {
      op(.long1)
      bytes.append(8)
      bytes.append(littleEndian: UInt64(bitPattern: Int64(n)), 8)
    }
  }

  private mutating func write(_ s: String) {
    op(.binunicode)
    bytes.append(littleEndian: UInt64(s.utf8.count), 4)
    bytes += Array(s.utf8)
  }

  /// Names are written once and then taken from the memo.
  private mutating func write(_ g: PickleGlobal) {
    if let slot = globals[g] {
      op(.binget)
      bytes.append(UInt8(slot))
      return
    }
    let split = g.rawValue.lastIndex(of: ".")!
    op(.global)
    bytes += Array("\(g.rawValue[..<split])\n\(g.rawValue[g.rawValue.index(after: split)...])\n".utf8)
    op(.binput)
    bytes.append(UInt8(globals.count))
    globals[g] = globals.count
  }

  private mutating func write(_ t: Tensor, at place: String) throws {
    // A leaf that a module owns comes back as a parameter.
    if t.isParameter {
      write(.rebuildParameter)
      op(.mark)
    }
    let storage = t.storage()
    let number: Int
    if let known = storageNumbers[ObjectIdentifier(storage)] {
      guard known.dtype == t.dtype else {
        throw FileError(path, at: place, "shares its memory with a tensor of dtype \(known.dtype), itself being \(t.dtype); save a clone of one of them")
      }
      number = known.number
    } else {
      number = storages.count
      storages.append(storage)
      storageNumbers[ObjectIdentifier(storage)] = (number, t.dtype)
    }
    write(.rebuildTensor2)
    op(.mark)
    op(.mark)
    write("storage")
    write(PickleGlobal.storage(of: t.dtype))
    write(String(number))
    write("\(t.device)")
    write(storage.byteCount / t.dtype.itemSize)
    op(.tuple)
    op(.binpersid)
    write(t.storageOffset)
    write(t.shape)
    write(t.stride)
    op(t.requiresGrad ? .newtrue : .newfalse)
    writeEmptyHooks()
    op(.tuple)
    op(.reduce)
    if t.isParameter {
      op(t.requiresGrad ? .newtrue : .newfalse)
      writeEmptyHooks()
      op(.tuple)
      op(.reduce)
    }
  }

  private mutating func write(_ sizes: [Int]) {
    if sizes.isEmpty { return op(.emptyTuple) }
    op(.mark)
    for n in sizes { write(n) }
    op(.tuple)
  }

  private mutating func writeEmptyHooks() {
    write(.orderedDict)
    op(.emptyTuple)
    op(.reduce)
  }
}
