import MartletCore

/// What calling an allowed name gives.
extension PickleMachine {
  mutating func make(_ function: PickleGlobal, _ a: [NodeID]) throws -> PickleNode {
    switch function {
    case .orderedDict:
      // Python 2 passes the entries; Python 3 sets them afterwards.
      let dictionary = NodeDictionary()
      if let first = a.first {
        try charge(try items(first).count)
        for pair in try items(first) {
          let two = try items(pair)
          guard two.count == 2 else { throw ParseError("an entry of an OrderedDict with \(two.count) parts") }
          dictionary.entries.append((two[0], two[1]))
        }
      }
      return .dictionary(dictionary)
    case .set:
      let members = a.isEmpty ? [] : try items(a[0])
      try charge(members.count)
      return .set(NodeList(members))
    case .size:
      let sizes = try items(try argument(a, 0, function))
      try charge(sizes.count)
      return .tuple(sizes)
    case .device:
      guard case .string(let name) = nodes[try argument(a, 0, function)] else { throw ParseError("a device that is no string") }
      return .string(name)
    case .byteArray:
      guard let first = a.first else { return .bytes([]) }
      guard case .bytes(let bytes) = nodes[first] else { throw ParseError("a bytearray of \(nodes[first].kindName)") }
      try charge(bytes.count)
      return nodes[first]

    case .rebuildTensor: return .tensor(try tensor(a, function, requiresGrad: nil, dtype: nil))
    case .rebuildTensor2: return .tensor(try tensor(a, function, requiresGrad: 4, dtype: nil))
    case .rebuildTensor3: return .tensor(try tensor(a, function, requiresGrad: 4, dtype: 6))
    case .rebuildParameter:
      guard case .tensor(var t) = nodes[try argument(a, 0, function)] else { throw ParseError("a parameter of \(nodes[a[0]].kindName)") }
      t.requiresGrad = try bool(try argument(a, 1, function))
      t.isParameter = true
      return .tensor(t)

    case .arrayType:
      guard let text = latinText(try argument(a, 0, function)) else { throw ParseError("a NumPy dtype that is no string") }
      guard let type = ArrayType(text) else { throw ParseError("the NumPy dtype '\(text.prefix(40))' is none that a tensor has") }
      return .arrayType(type)
    case .reconstruct:
      guard case .global(.array) = nodes[try argument(a, 0, function)] else { throw ParseError("an array of an unknown class") }
      return .array(ArrayRecord())
    case .fromBuffer:
      let array = ArrayRecord()
      array.data = try argument(a, 0, function)
      array.type = try arrayType(try argument(a, 1, function))
      array.shape = try sizes(try argument(a, 2, function))
      guard let order = latinText(try argument(a, 3, function)) else { throw ParseError("an array's order that is no string") }
      array.isFortran = order == "F"
      try check(array)
      return .array(array)
    case .scalar:
      let array = ArrayRecord()
      array.type = try arrayType(try argument(a, 0, function))
      array.data = try argument(a, 1, function)
      try check(array)
      return .array(array)
    default: throw ParseError("\(function.rawValue) is called, but it makes nothing")
    }
  }

  /// `BUILD`: gives an object its state.
  mutating func build(_ target: NodeID, from state: NodeID) throws {
    switch nodes[target] {
    case .array(let array):
      // (version, shape, dtype, is_fortran, data)
      let s = try items(state)
      guard s.count == 5 else { throw ParseError("an array's state has \(s.count) parts, expected 5") }
      array.shape = try sizes(s[1])
      array.type = try arrayType(s[2])
      array.isFortran = try bool(s[3])
      array.data = s[4]
      try check(array)
    case .arrayType(let type):
      // (version, byte order, …)
      let s = try items(state)
      guard s.count >= 2, let order = latinText(s[1]), ["<", ">", "|", "="].contains(order) else { throw ParseError("a NumPy dtype with an unknown state") }
      // A dtype with fields or a subarray has them in the next places.
      for i in s.dropFirst(2).prefix(3) { guard case .none = nodes[i] else { throw ParseError("a structured NumPy dtype") } }
      replace(target, .arrayType(ArrayType(type.dtype, isBigEndian: order == ">" && type.dtype.itemSize > 1)))
    case .dictionary: break  // attributes of an OrderedDict, such as a state dict's _metadata: nothing that a reader needs
    default: throw ParseError("\(nodes[target].kindName) is given a state")
    }
  }

  private mutating func check(_ array: ArrayRecord) throws {
    guard let data = array.data, case .bytes(let bytes) = nodes[data], let type = array.type else { throw ParseError("an array without bytes") }
    guard try byteCount(of: array.shape, type.dtype) == bytes.count else {
      throw ParseError("an array of shape \(array.shape) and dtype \(type.dtype) does not fit its \(bytes.count) bytes")
    }
    // Turned into rows, it no longer shares its bytes with others.
    if array.isFortran { try charge(bytes.count) }
  }

  /// `(storage, offset, size, stride[, requires_grad, hooks[, dtype]])`, checked to stay inside of the storage.
  private func tensor(_ a: [NodeID], _ function: PickleGlobal, requiresGrad: Int?, dtype: Int?) throws -> TensorRecord {
    guard case .storage(let storage) = nodes[try argument(a, 0, function)] else { throw ParseError("a tensor of \(nodes[a[0]].kindName)") }
    var type = storage.dtype
    if let dtype, case .global(let g) = nodes[try argument(a, dtype, function)] { type = g.dtype }
    guard let type else { throw ParseError("a tensor of a dtype that is not known") }
    let offset = try int(try argument(a, 1, function)), size = try sizes(try argument(a, 2, function)), stride = try sizes(try argument(a, 3, function))
    guard size.count == stride.count else { throw ParseError("a tensor with \(size.count) sizes and \(stride.count) strides") }
    guard offset >= 0 else { throw ParseError("a tensor begins at element \(offset)") }
    // The furthest element, from sizes and strides whose products may overflow.
    var last = offset, overflows = false
    let isEmpty = size.contains(0)
    _ = try byteCount(of: size, type)
    if !isEmpty {
      for (n, s) in zip(size, stride) {
        let (span, o1) = (n - 1).multipliedReportingOverflow(by: s)
        let (sum, o2) = last.addingReportingOverflow(span)
        (last, overflows) = (sum, overflows || o1 || o2)
      }
    }
    // A storage of one type may be seen as another, larger one.
    let elements = storage.byteCount / type.itemSize
    guard !overflows, isEmpty ? offset <= elements : last < elements else {
      throw ParseError("a tensor of shape \(size), strides \(stride) and offset \(offset) leaves its storage of \(elements) elements")
    }
    return TensorRecord(
      storage: storage, dtype: type, offset: offset, size: size, stride: stride,
      requiresGrad: try requiresGrad.map { try bool(try argument(a, $0, function)) } ?? false)
  }

  // MARK: Arguments

  private func argument(_ a: [NodeID], _ i: Int, _ function: PickleGlobal) throws -> NodeID {
    guard i < a.count else { throw ParseError("\(function.rawValue) is called with \(a.count) arguments") }
    return a[i]
  }
  func items(_ id: NodeID) throws -> [NodeID] {
    switch nodes[id] {
    case .tuple(let items): return items
    case .list(let list): return list.items
    default: throw ParseError("\(nodes[id].kindName) stands where a tuple is expected")
    }
  }
  func int(_ id: NodeID) throws -> Int {
    guard case .int(let n) = nodes[id] else { throw ParseError("\(nodes[id].kindName) stands where an int is expected") }
    return n
  }
  func string(_ id: NodeID) throws -> String {
    guard let text = latinText(id) else { throw ParseError("\(nodes[id].kindName) stands where a string is expected") }
    return text
  }
  private func bool(_ id: NodeID) throws -> Bool {
    switch nodes[id] {
    case .bool(let b): return b
    case .int(let n) where n == 0 || n == 1: return n == 1
    default: throw ParseError("\(nodes[id].kindName) stands where a bool is expected")
    }
  }
  private func arrayType(_ id: NodeID) throws -> ArrayType {
    guard case .arrayType(let type) = nodes[id] else { throw ParseError("\(nodes[id].kindName) stands where a NumPy dtype is expected") }
    return type
  }
  /// Sizes or strides: none negative, no more than a tensor can have.
  private func sizes(_ id: NodeID) throws -> [Int] {
    let sizes = try items(id).map(int)
    guard sizes.count <= Tensor.maximumRank else { throw ParseError("\(sizes.count) dimensions; at most \(Tensor.maximumRank) are supported") }
    if let negative = sizes.first(where: { $0 < 0 }) { throw ParseError("a negative size or stride, \(negative)") }
    return sizes
  }
  /// A string, also where Python 2 wrote bytes. No name or number in a file is long.
  private func latinText(_ id: NodeID) -> String? {
    switch nodes[id] {
    case .string(let s): s
    case .bytes(let b) where b.count < 256: String(String.UnicodeScalarView(b.map { Unicode.Scalar($0) }))
    default: nil
    }
  }
}
