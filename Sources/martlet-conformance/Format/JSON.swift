import Foundation

/// A JSON value that keeps what Foundation's reader loses: the order of an object's keys, and whether a number is an integer.
enum JSON: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSON])
  case object([(key: String, value: JSON)])

  /// The value under a key of an object; nil when absent.
  subscript(_ key: String) -> JSON? {
    if case .object(let pairs) = self { pairs.first { $0.key == key }?.value } else { nil }
  }

  var string: String? { if case .string(let s) = self { s } else { nil } }
  var bool: Bool? { if case .bool(let b) = self { b } else { nil } }
  var int: Int? { if case .int(let n) = self { n } else { nil } }
  var array: [JSON]? { if case .array(let a) = self { a } else { nil } }
  var object: [(key: String, value: JSON)]? { if case .object(let o) = self { o } else { nil } }
  var isNull: Bool { if case .null = self { true } else { false } }

  /// A number; the golden format writes the ones that JSON lacks as "inf", "-inf" and "nan".
  var double: Double? {
    switch self {
    case .int(let n): Double(n)
    case .double(let x): x
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    case .string("nan"): .nan
    default: nil
    }
  }

  /// Reads a whole document.
  static func parse(_ bytes: some Collection<UInt8>) throws -> JSON {
    try Array(bytes).withUnsafeBufferPointer { buffer in
      var reader = JSONReader(bytes: buffer)
      return try reader.document()
    }
  }
}

/// What is wrong with a file of the golden format.
struct FormatError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

private struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var at = 0

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
    try list("{", "}") { reader in
      reader.skipSpace()
      let key = try reader.string()
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
    try expect("\"")
    var text: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      at += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
    }
    try expect("\"")
    return String(decoding: text, as: UTF8.self)
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
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]) {
        try expect("\\")
        try expect("u")
        units.append(try codeUnit())
      }
      text.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
    default: text.append(byte)
    }
  }

  private mutating func codeUnit() throws -> UInt16 {
    guard at + 4 <= bytes.count,
      let unit = UInt16(String(decoding: bytes[at..<(at + 4)], as: UTF8.self), radix: 16)
    else { throw unexpected() }
    at += 4
    return unit
  }

  private mutating func number() throws -> JSON {
    let start = at
    while let byte = peek, byte > 32, byte != UInt8(ascii: ","), byte != UInt8(ascii: "]"), byte != UInt8(ascii: "}") { at += 1 }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if let n = Int(text) { return .int(n) }
    guard let x = Double(text) else { at = start; throw unexpected() }
    return .double(x)
  }

  private mutating func word(_ word: String, _ value: JSON) throws -> JSON {
    guard bytes[at...].starts(with: word.utf8) else { throw unexpected() }
    at += word.utf8.count
    return value
  }

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte <= 32 { at += 1 }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard peek == UInt8(ascii: character) else { throw unexpected() }
    at += 1
  }

  private func unexpected() -> FormatError {
    let found = peek.map { "'\(Character(Unicode.Scalar($0)))'" } ?? "the end"
    return FormatError("JSON: unexpected \(found) at byte \(at)")
  }
}
