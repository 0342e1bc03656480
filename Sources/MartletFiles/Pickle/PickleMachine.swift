/// Runs the opcodes of a pickle, protocols 0 to 5, into a list of plain objects.
///
/// Each opcode makes at most one object, which takes its own bytes and about a hundred more, so memory grows with the pickle's length alone.
/// Source: the comments of CPython's `Lib/pickletools.py`.
struct PickleMachine {
  let bytes: [UInt8]
  private(set) var at: Int
  private(set) var nodes: [PickleNode] = []
  /// What a reference to something outside of the pickle means; nil: it may have none.
  private let persistent: ((PickleMachine, NodeID) throws -> PickleNode)?

  private var stack: [NodeID] = []
  /// The heights of the stack at the marks that are open.
  private var marks: [Int] = []
  private var memo: [Int: NodeID] = [:]
  /// Bytes made from strings, so that one long string cannot be copied again and again.
  private var encoded: [NodeID: NodeID] = [:]
  /// How many more items or bytes calls may copy from one object into another.
  private var budget: Int
  /// How many more opcodes may run.
  private var steps: Int
  /// The objects of the values that files repeat most: small numbers and constants need one each.
  private var constants: [NodeID?]

  /// - Parameter compressedSize: how many bytes of a file the pickle comes from, when it was compressed: a few that would expand to endless
  ///   objects are refused.
  init(
    _ bytes: [UInt8], from start: Int = 0, compressedSize: Int? = nil, persistent: ((PickleMachine, NodeID) throws -> PickleNode)? = nil
  ) {
    self.bytes = bytes
    at = start
    self.persistent = persistent
    budget = 2 * bytes.count
    steps = compressedSize.map { 400_000 + 8 * $0 } ?? .max
    constants = Array(repeating: nil, count: Constant.none + 1)
  }

  /// Places in `constants`; the numbers from 0 to 255 come first.
  private enum Constant {
    static let bools = 256, none = 258
  }

  /// Runs to the end of one pickle and gives its object; `at` is then behind it.
  mutating func run() throws -> NodeID {
    while true {
      let start = at
      do {
        let code = try byte()
        steps -= 1
        if steps < 0 { throw ParseError("makes more objects than its compressed size can justify") }
        guard let opcode = Opcode(rawValue: code) else { throw ParseError("opcode 0x\(hex(code)) is unknown or not allowed") }
        if opcode == .stop {
          guard stack.count == 1, marks.isEmpty else { throw ParseError("the pickle ends with \(stack.count) objects instead of one") }
          return stack[0]
        }
        try execute(opcode)
      } catch let e as ParseError where e.place == nil {
        throw ParseError(offset: start, e.reason)
      }
    }
  }

  // MARK: Opcodes

  enum Opcode: UInt8 {
    case mark = 0x28, stop = 0x2E, pop = 0x30, popMark = 0x31, dup = 0x32
    case float = 0x46, int = 0x49, binint = 0x4A, binint1 = 0x4B, long = 0x4C, binint2 = 0x4D, none = 0x4E
    case persid = 0x50, binpersid = 0x51, reduce = 0x52, string = 0x53, binstring = 0x54, shortBinstring = 0x55
    case unicode = 0x56, binunicode = 0x58, append = 0x61, build = 0x62, global = 0x63, dict = 0x64, emptyDict = 0x7D
    case appends = 0x65, get = 0x67, binget = 0x68, longBinget = 0x6A, list = 0x6C, emptyList = 0x5D
    case put = 0x70, binput = 0x71, longBinput = 0x72, setitem = 0x73, tuple = 0x74, emptyTuple = 0x29, setitems = 0x75
    case binfloat = 0x47, binbytes = 0x42, shortBinbytes = 0x43
    case proto = 0x80, newobj = 0x81, tuple1 = 0x85, tuple2 = 0x86, tuple3 = 0x87, newtrue = 0x88, newfalse = 0x89
    case long1 = 0x8A, long4 = 0x8B, shortBinunicode = 0x8C, binunicode8 = 0x8D, binbytes8 = 0x8E, emptySet = 0x8F
    case additems = 0x90, frozenset = 0x91, stackGlobal = 0x93, memoize = 0x94, frame = 0x95, bytearray8 = 0x96
  }

  private mutating func execute(_ opcode: Opcode) throws {
    switch opcode {
    case .stop: break
    case .proto:
      let version = try byte()
      guard version <= 5 else { throw ParseError("pickle protocol \(version) is unknown; 0 to 5 are known") }
    case .frame: _ = try take(8)

    case .mark: marks.append(stack.count)
    case .pop:
      // A mark on top is what Python pops then.
      if let m = marks.last, m == stack.count { marks.removeLast() } else { _ = try pop() }
    case .popMark: _ = try popToMark()
    case .dup: stack.append(try top())

    case .none: push(constant: Constant.none, .none)
    case .newtrue: push(constant: Constant.bools + 1, .bool(true))
    case .newfalse: push(constant: Constant.bools, .bool(false))
    case .int: try pushTextInt(try line())
    case .long: try pushTextInt(try line())
    case .binint: push(.int(Int(Int32(truncatingIfNeeded: try number(4)))))
    case .binint1:
      let n = Int(try byte())
      push(constant: n, .int(n))
    case .binint2: push(.int(Int(try number(2))))
    case .long1: push(wholeNumber(try take(Int(try byte()))))
    case .long4: push(wholeNumber(try take(try length(4))))
    case .float:
      let text = try line()
      guard let x = Double(text) else { throw ParseError("'\(text.prefix(40))' is no number") }
      push(.double(x))
    case .binfloat: push(.double(Double(bitPattern: try number(8).byteSwapped)))

    case .string: push(.bytes(try unquote(try line())))
    case .binstring: push(.bytes(try takeBytes(length(4))))
    case .shortBinstring: push(.bytes(try takeBytes(Int(byte()))))
    case .binbytes: push(.bytes(try takeBytes(length(4))))
    case .shortBinbytes: push(.bytes(try takeBytes(Int(byte()))))
    case .binbytes8, .bytearray8: push(.bytes(try takeBytes(length(8))))
    case .unicode: push(.string(try line()))
    case .binunicode: push(.string(try text(length(4))))
    case .shortBinunicode: push(.string(try text(Int(byte()))))
    case .binunicode8: push(.string(try text(length(8))))

    case .emptyTuple: push(.tuple([]))
    case .tuple: push(.tuple(try popToMark()))
    case .tuple1: push(.tuple(try pop(1)))
    case .tuple2: push(.tuple(try pop(2)))
    case .tuple3: push(.tuple(try pop(3)))
    case .emptyList: push(.list(NodeList()))
    case .list: push(.list(NodeList(try popToMark())))
    case .append:
      let item = try pop()
      try list(try top()).items.append(item)
    case .appends:
      let items = try popToMark()
      try list(try top()).items += items
    case .emptySet: push(.set(NodeList()))
    case .frozenset: push(.set(NodeList(try popToMark())))
    case .additems:
      let items = try popToMark()
      guard case .set(let set) = nodes[try top()] else { throw ParseError("items are added to \(nodes[try top()].kindName)") }
      set.items += items
    case .emptyDict: push(.dictionary(NodeDictionary()))
    case .dict:
      let items = try popToMark(), dictionary = NodeDictionary()
      try add(items, to: dictionary)
      push(.dictionary(dictionary))
    case .setitem:
      let items = try pop(2)
      try add(items, to: try dictionary(try top()))
    case .setitems:
      let items = try popToMark()
      try add(items, to: try dictionary(try top()))

    case .put: memo[try textIndex(try line())] = try top()
    case .binput: memo[Int(try byte())] = try top()
    case .longBinput: memo[try length(4)] = try top()
    case .memoize: memo[memo.count] = try top()
    case .get: try pushMemo(try textIndex(try line()))
    case .binget: try pushMemo(Int(try byte()))
    case .longBinget: try pushMemo(try length(4))

    case .global:
      let module = try line()
      try pushGlobal(module, try line())
    case .stackGlobal:
      let names = try pop(2)
      guard case .string(let module) = nodes[names[0]], case .string(let name) = nodes[names[1]] else {
        throw ParseError("a name is \(nodes[names[1]].kindName), expected a string")
      }
      try pushGlobal(module, name)
    case .persid:
      let id = add(.string(try line()))
      try pushPersistent(id)
    case .binpersid: try pushPersistent(try pop())
    case .reduce, .newobj:
      let call = try pop(2)
      guard case .global(let function) = nodes[call[0]], case .tuple(let arguments) = nodes[call[1]] else {
        throw ParseError("a call of \(nodes[call[0]].kindName) with \(nodes[call[1]].kindName)")
      }
      if function == .encode { return try pushEncoded(arguments) }
      push(try make(function, arguments))
    case .build:
      let state = try pop()
      try build(try top(), from: state)
    }
  }

  // MARK: Objects

  /// Gives an object another content, for all that refer to it.
  mutating func replace(_ id: NodeID, _ node: PickleNode) { nodes[id] = node }

  /// Accounts for items that a call copies: an honest file copies each once, a hostile one the same ones over and over.
  mutating func charge(_ items: Int) throws {
    budget -= items
    if budget < 0 { throw ParseError("copies objects over and over") }
  }

  private mutating func add(_ node: PickleNode) -> NodeID {
    nodes.append(node)
    return nodes.count - 1
  }
  private mutating func push(_ node: PickleNode) { stack.append(add(node)) }
  private mutating func push(constant i: Int, _ node: PickleNode) {
    let id = constants[i] ?? add(node)
    constants[i] = id
    stack.append(id)
  }

  private func list(_ id: NodeID) throws -> NodeList {
    guard case .list(let list) = nodes[id] else { throw ParseError("an item is appended to \(nodes[id].kindName)") }
    return list
  }
  private func dictionary(_ id: NodeID) throws -> NodeDictionary {
    guard case .dictionary(let dictionary) = nodes[id] else { throw ParseError("an entry is set in \(nodes[id].kindName)") }
    return dictionary
  }
  private func add(_ items: [NodeID], to dictionary: NodeDictionary) throws {
    guard items.count % 2 == 0 else { throw ParseError("a key without a value") }
    for i in stride(from: 0, to: items.count, by: 2) { dictionary.entries.append((items[i], items[i + 1])) }
  }

  private mutating func pushMemo(_ index: Int) throws {
    guard let id = memo[index] else { throw ParseError("slot \(index) of the memo is empty") }
    stack.append(id)
  }

  private mutating func pushGlobal(_ module: String, _ name: String) throws {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw ParseError("asks for \(module.prefix(80)).\(name.prefix(80)), which is not on the list of harmless constructors")
    }
    push(.global(global))
  }

  private mutating func pushPersistent(_ id: NodeID) throws {
    guard let persistent else { throw ParseError("refers to something outside of the pickle") }
    push(try persistent(self, id))
  }

  private mutating func pushEncoded(_ arguments: [NodeID]) throws {
    guard arguments.count == 2, case .string(let text) = nodes[arguments[0]], case .string("latin1") = nodes[arguments[1]] else {
      throw ParseError("_codecs.encode is called with something else than a string and 'latin1'")
    }
    if let known = encoded[arguments[0]] { return stack.append(known) }
    var latin: [UInt8] = []
    latin.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      guard let b = UInt8(exactly: scalar.value) else { throw ParseError("a character beyond Latin-1 among encoded bytes") }
      latin.append(b)
    }
    let id = add(.bytes(latin))
    encoded[arguments[0]] = id
    stack.append(id)
  }

  // MARK: The stack

  private mutating func pop() throws -> NodeID {
    guard stack.count > marks.last ?? 0 else { throw ParseError("takes an object from an empty stack") }
    return stack.removeLast()
  }
  private mutating func pop(_ n: Int) throws -> [NodeID] {
    guard stack.count - (marks.last ?? 0) >= n else { throw ParseError("takes \(n) objects from a stack of \(stack.count - (marks.last ?? 0))") }
    defer { stack.removeLast(n) }
    return Array(stack.suffix(n))
  }
  private mutating func popToMark() throws -> [NodeID] {
    guard let mark = marks.popLast() else { throw ParseError("there is no mark on the stack") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }
  private func top() throws -> NodeID {
    guard stack.count > marks.last ?? 0 else { throw ParseError("the stack is empty") }
    return stack[stack.count - 1]
  }

  // MARK: Bytes

  private mutating func byte() throws -> UInt8 {
    guard at < bytes.count else { throw ParseError("the pickle is cut off") }
    defer { at += 1 }
    return bytes[at]
  }
  private mutating func take(_ n: Int) throws -> Range<Int> {
    guard n >= 0, n <= bytes.count - at else { throw ParseError("\(n) bytes are announced, \(bytes.count - at) are left") }
    defer { at += n }
    return at..<at + n
  }
  private mutating func takeBytes(_ n: Int) throws -> [UInt8] { Array(bytes[try take(n)]) }
  private mutating func number(_ width: Int) throws -> UInt64 { bytes.littleEndian(at: try take(width).lowerBound, width) }
  private mutating func length(_ width: Int) throws -> Int {
    let n = try number(width)
    guard let length = Int(exactly: n) else { throw ParseError("\(n) bytes are announced") }
    return length
  }
  private mutating func text(_ n: Int) throws -> String {
    guard let text = String(validating: bytes[try take(n)], as: UTF8.self) else { throw ParseError("a text is not UTF-8") }
    return text
  }
  private mutating func line() throws -> String {
    guard let end = bytes[at...].firstIndex(of: 10) else { throw ParseError("the pickle is cut off in a line") }
    guard let text = String(validating: bytes[at..<end], as: UTF8.self) else { throw ParseError("a text is not UTF-8") }
    at = end + 1
    return text
  }

  private func textIndex(_ text: String) throws -> Int {
    guard let n = Int(text), n >= 0 else { throw ParseError("'\(text.prefix(40))' is no slot of the memo") }
    return n
  }

  /// Protocol 0 writes booleans as 00 and 01, and lets an L follow long numbers.
  private mutating func pushTextInt(_ text: String) throws {
    if text == "00" || text == "01" { return push(.bool(text == "01")) }
    guard let n = Int(text.last == "L" ? text.dropLast() : Substring(text)) else { throw ParseError("'\(text.prefix(40))' is no 64-bit number") }
    push(.int(n))
  }

  private func wholeNumber(_ range: Range<Int>) -> PickleNode {
    guard range.count <= 8 else { return .bigInt(Array(bytes[range])) }
    guard !range.isEmpty else { return .int(0) }
    let unused = UInt64(64 - 8 * range.count)
    let raw = bytes.littleEndian(at: range.lowerBound, range.count)
    return .int(Int(bitPattern: UInt(raw << unused)) >> Int(unused))
  }

  /// The bytes of a Python 2 string literal.
  private func unquote(_ text: String) throws -> [UInt8] {
    let raw = Array(text.utf8)
    guard raw.count >= 2, raw[0] == raw[raw.count - 1], raw[0] == UInt8(ascii: "'") || raw[0] == UInt8(ascii: "\"") else {
      throw ParseError("a string without quotation marks")
    }
    var out: [UInt8] = []
    var i = 1
    while i < raw.count - 1 {
      guard raw[i] == UInt8(ascii: "\\") else {
        out.append(raw[i])
        i += 1
        continue
      }
      guard i + 1 < raw.count - 1 else { throw ParseError("a string ends in a backslash") }
      switch raw[i + 1] {
      case UInt8(ascii: "n"): out.append(10)
      case UInt8(ascii: "t"): out.append(9)
      case UInt8(ascii: "r"): out.append(13)
      case UInt8(ascii: "x"):
        guard i + 4 <= raw.count - 1, let b = UInt8(String(decoding: raw[i + 2..<i + 4], as: UTF8.self), radix: 16) else {
          throw ParseError("an escape in a string is cut short")
        }
        out.append(b)
        i += 2
      case let c where c == UInt8(ascii: "\\") || c == UInt8(ascii: "'") || c == UInt8(ascii: "\""): out.append(c)
      case let c: throw ParseError("an escape \\\(Character(Unicode.Scalar(c))) in a string")
      }
      i += 2
    }
    return out
  }

  private func hex(_ b: UInt8) -> String { (b < 16 ? "0" : "") + String(b, radix: 16) }
}
