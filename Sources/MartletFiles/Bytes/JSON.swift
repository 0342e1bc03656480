/// A JSON value that keeps what Foundation's reader loses: the order of an object's keys, and whether a number is an integer.
package enum JSON: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSON])
  case object([(key: String, value: JSON)])

  /// The value under a key of an object; nil when absent.
  package subscript(_ key: String) -> JSON? {
    if case .object(let pairs) = self { pairs.first { $0.key == key }?.value } else { nil }
  }

  package var string: String? { if case .string(let s) = self { s } else { nil } }
  package var bool: Bool? { if case .bool(let b) = self { b } else { nil } }
  package var int: Int? { if case .int(let n) = self { n } else { nil } }
  package var array: [JSON]? { if case .array(let a) = self { a } else { nil } }
  package var object: [(key: String, value: JSON)]? { if case .object(let o) = self { o } else { nil } }
  package var isNull: Bool { if case .null = self { true } else { false } }

  /// Reads a whole document: strict JSON, no key of an object twice, at most 64 levels deep.
  package static func parse(_ bytes: some Collection<UInt8>) throws -> JSON {
    try Array(bytes).withUnsafeBufferPointer { buffer in
      var reader = JSONReader(bytes: buffer)
      return try reader.document()
    }
  }
}

/// What is not JSON, and where.
package struct JSONError: Error, CustomStringConvertible {
  package let offset: Int
  package let reason: String
  package var description: String { "JSON: \(reason) at byte \(offset)" }
}

private struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var at = 0
  /// How many arrays and objects are open; each takes a frame of the stack.
  var depth = 0

  mutating func document() throws -> JSON {
    let value = try self.value()
    skipSpace()
    guard at == bytes.count else { throw unexpected() }
    return value
  }

  private mutating func value() throws -> JSON {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object() throws -> JSON {
    var pairs: [(key: String, value: JSON)] = []
    var keys: Set<String> = []
    try list("{", "}") { reader in
      reader.skipSpace()
      let start = reader.at
      let key = try reader.string()
      if !keys.insert(key).inserted { throw JSONError(offset: start, reason: "the key \"\(key.prefix(80))\" stands here for the second time") }
      reader.skipSpace()
      try reader.expect(":")
      pairs.append((key, try reader.value()))
    }
    return .object(pairs)
  }

  private mutating func array() throws -> JSON {
    var values: [JSON] = []
    try list("[", "]") { values.append(try $0.value()) }
    return .array(values)
  }

  private mutating func list(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, element: (inout JSONReader) throws -> Void
  ) throws {
    depth += 1
    defer { depth -= 1 }
    if depth > 64 { throw JSONError(offset: at, reason: "more than 64 levels") }
    try expect(open)
    skipSpace()
    if peek == UInt8(ascii: close) { at += 1; return }
    while true {
      try element(&self)
      skipSpace()
      if peek == UInt8(ascii: close) { at += 1; return }
      try expect(",")
    }
  }

  private mutating func string() throws -> String {
    let start = at
    try expect("\"")
    var text: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      if byte < 32 { throw unexpected() }
      at += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
    }
    try expect("\"")
    guard let string = String(validating: text, as: UTF8.self) else { throw JSONError(offset: start, reason: "a text that is not UTF-8") }
    return string
  }

  private mutating func escape(into text: inout [UInt8]) throws {
    guard let byte = peek else { throw unexpected() }
    at += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]) {
        try expect("\\")
        try expect("u")
        units.append(try codeUnit())
      }
      guard let scalars = String(validating: units, as: UTF16.self) else { throw unexpected() }
      text.append(contentsOf: scalars.utf8)
    default:
      at -= 1
      throw unexpected()
    }
  }

  private mutating func codeUnit() throws -> UInt16 {
    guard at + 4 <= bytes.count else { throw unexpected() }
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else { throw unexpected() }
      unit = unit << 4 | UInt16(digit)
      at += 1
    }
    return unit
  }

  private mutating func number() throws -> JSON {
    let start = at
    var isWhole = true
    if peek == UInt8(ascii: "-") { at += 1 }
    let first = at
    try digits()
    // JSON knows no leading zeros.
    if bytes[first] == UInt8(ascii: "0"), at - first > 1 { at = first; throw unexpected() }
    if peek == UInt8(ascii: ".") {
      isWhole = false
      at += 1
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isWhole = false
      at += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if isWhole, let n = Int(text) { return .int(n) }
    return .double(Double(text) ?? .nan)
  }

  private mutating func digits() throws {
    let start = at
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { at += 1 }
    if at == start { throw unexpected() }
  }

  private mutating func word(_ word: String, _ value: JSON) throws -> JSON {
    guard bytes[at...].starts(with: word.utf8) else { throw unexpected() }
    at += word.utf8.count
    return value
  }

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 32 || byte == 10 || byte == 13 || byte == 9 { at += 1 }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard peek == UInt8(ascii: character) else { throw unexpected() }
    at += 1
  }

  private func unexpected() -> JSONError {
    let found = peek.map { $0 < 127 && $0 > 31 ? "'\(Character(Unicode.Scalar($0)))'" : "byte \($0)" } ?? "the end"
    return JSONError(offset: at, reason: "unexpected \(found)")
  }
}

extension JSON {
  /// A string as JSON writes it.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 32:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
