import MartletCore

/// Turns the objects of a pickle into a `Value`.
struct PickleValue {
  private let machine: PickleMachine
  /// Gives the memory that a storage's name stands for.
  private let storage: (StorageRecord) throws -> Storage

  private var done: [Done?]
  private var open: Set<NodeID> = []
  private var arrays: [ArrayKey: Storage] = [:]

  private struct Done {
    var value: Value
    /// How many values there would be if shared ones were written out.
    var size = 1
    /// How many levels lie below it.
    var height = 0

    /// Accounts for a value inside of this one.
    mutating func add(_ part: Done) {
      size += part.size
      height = max(height, part.height + 1)
    }
  }
  /// Arrays that share their bytes in the file share them in memory too.
  private struct ArrayKey: Hashable {
    let data: NodeID
    let swapped: Int
  }

  init(_ machine: PickleMachine, storage: @escaping (StorageRecord) throws -> Storage) {
    self.machine = machine
    self.storage = storage
    done = Array(repeating: nil, count: machine.nodes.count)
  }

  /// What a file needs at most, with a margin; deeper ones would overflow somebody's stack.
  private static let maximumDepth = 200
  /// A list of ten lists of ten lists … is short in a file and endless when it is walked.
  private static let maximumSize = 50_000_000

  private var tooDeep: ParseError { ParseError("objects are nested more than \(PickleValue.maximumDepth) deep") }

  mutating func value(_ id: NodeID) throws -> Value { try convert(id, 0).value }

  private mutating func convert(_ id: NodeID, _ depth: Int) throws -> Done {
    if let known = done[id] {
      // Shared objects may have been made near the top before they are met far below it.
      guard depth + known.height < PickleValue.maximumDepth else { throw tooDeep }
      return known
    }
    guard depth < PickleValue.maximumDepth else { throw tooDeep }
    guard open.insert(id).inserted else { throw ParseError("an object contains itself") }
    defer { open.remove(id) }
    let result = try make(id, depth)
    guard result.size <= PickleValue.maximumSize else { throw ParseError("shared objects stand for more than \(PickleValue.maximumSize) values") }
    done[id] = result
    return result
  }

  private mutating func make(_ id: NodeID, _ depth: Int) throws -> Done {
    switch machine.nodes[id] {
    case .none: return Done(value: Value(.none))
    case .bool(let b): return Done(value: Value(.bool(b)))
    case .int(let n): return Done(value: Value(.int(n)))
    case .bigInt: throw ParseError("an int of more than 64 bits")
    case .double(let x): return Done(value: Value(.double(x)))
    case .string(let s): return Done(value: Value(.string(s)))
    case .bytes(let b):
      let t = b.withUnsafeBytes { Tensor(bytes: $0, shape: [b.count], dtype: .uint8) }
      return Done(value: Value(.tensor(t)))
    case .tuple(let items):
      return try convert(all: items, depth) { Value(.tuple($0)) }
    case .list(let list), .set(let list):
      return try convert(all: list.items, depth) { Value(.list($0)) }
    case .dictionary(let d): return try dictionary(d, depth)
    case .global(let g):
      guard g.dtype != nil else { throw ParseError("\(g.rawValue) itself is no data") }
      return Done(value: Value(.string(g.rawValue)))
    case .storage(let record):
      guard let dtype = record.dtype else { return Done(value: Value(.tensor(try flat(record, .uint8)))) }
      return Done(value: Value(.tensor(try flat(record, dtype))))
    case .tensor(let t): return Done(value: Value(.tensor(try tensor(t))))
    case .arrayType(let type): return Done(value: Value(.string("\(type.dtype)")))
    case .array(let a): return Done(value: Value(.tensor(try array(a))))
    }
  }

  private mutating func convert(all items: [NodeID], _ depth: Int, _ container: ([Value]) -> Value) throws -> Done {
    var values: [Value] = []
    values.reserveCapacity(items.count)
    var whole = Done(value: .none)
    for item in items {
      let d = try convert(item, depth + 1)
      values.append(d.value)
      whole.add(d)
    }
    whole.value = container(values)
    return whole
  }

  private mutating func dictionary(_ d: NodeDictionary, _ depth: Int) throws -> Done {
    var entries: [(key: Value.Key, value: Value)] = []
    var positions: [Value.Key: Int] = [:]
    var whole = Done(value: .none)
    for (k, v) in d.entries {
      let key: Value.Key
      switch machine.nodes[k] {
      case .string(let s): key = .string(s)
      case .int(let n): key = .int(n)
      default: throw ParseError("a dictionary's key is \(machine.nodes[k].kindName), expected a string or an int")
      }
      let value = try convert(v, depth + 1)
      whole.add(value)
      // As in Python the last one counts, at the place of the first.
      if let i = positions[key] {
        entries[i].value = value.value
      } else {
        positions[key] = entries.count
        entries.append((key, value.value))
      }
    }
    whole.value = Value(.dictionary(entries))
    return whole
  }

  private func flat(_ record: StorageRecord, _ dtype: DType) throws -> Tensor {
    Tensor(over: try storage(record), shape: [record.byteCount / dtype.itemSize], dtype: dtype)
  }

  private func tensor(_ t: TensorRecord) throws -> Tensor {
    let tensor = Tensor(over: try storage(t.storage), shape: t.size, stride: t.stride, offset: t.offset, dtype: t.dtype)
    tensor.isParameter = t.isParameter
    if t.requiresGrad {
      guard t.dtype.isFloatingPoint else { throw ParseError("a tensor of dtype \(t.dtype) cannot require a gradient") }
      tensor.requiresGrad_()
    }
    return tensor
  }

  private mutating func array(_ a: ArrayRecord) throws -> Tensor {
    guard let data = a.data, let type = a.type, case .bytes(let bytes) = machine.nodes[data] else { throw ParseError("an array was never given its elements") }
    let key = ArrayKey(data: data, swapped: type.isBigEndian ? type.dtype.itemSize : 1)
    let storage = arrays[key] ?? numpyStorage(bytes, type)
    arrays[key] = storage
    return numpyTensor(over: storage, a.shape, type.dtype, isFortran: a.isFortran)
  }
}
