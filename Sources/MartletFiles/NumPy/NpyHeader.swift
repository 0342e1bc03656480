import MartletCore

/// The header of an `.npy` file: magic, version, and a Python dictionary with dtype, order and shape.
///
/// Source: NumPy's `numpy/lib/format.py`. The dictionary is parsed, never evaluated.
struct NpyHeader {
  let type: ArrayType
  let isFortran: Bool
  let shape: [Int]
  /// Where the elements begin.
  let dataOffset: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  init(_ bytes: [UInt8]) throws {
    guard bytes.starts(with: NpyHeader.magic), bytes.count >= 10 else { throw ParseError(offset: 0, "is no .npy file") }
    let version = bytes[6]
    guard (1...3).contains(version), bytes[7] == 0 else { throw ParseError(offset: 6, "version \(version).\(bytes[7]) of the .npy format is unknown") }
    let width = version == 1 ? 2 : 4, start = 8 + width
    guard bytes.count >= start else { throw ParseError(offset: 8, "the file is cut off in its header") }
    let length = Int(bytes.littleEndian(at: 8, width))
    guard length <= bytes.count - start else { throw ParseError(offset: 8, "the header is said to have \(length) bytes, the file has \(bytes.count)") }
    dataOffset = start + length

    var reader = PythonLiteral(bytes, start..<dataOffset)
    let header = try reader.dictionary()
    guard case .string(let descr)? = header["descr"] else { throw ParseError(at: "header", "'descr' is missing or structured, which no tensor can hold") }
    guard case .bool(let fortran)? = header["fortran_order"], case .tuple(let sizes)? = header["shape"], header.count == 3 else {
      throw ParseError(at: "header", "needs descr, fortran_order and shape, and nothing else")
    }
    guard let type = ArrayType(descr) else { throw ParseError(at: "header", "the dtype '\(descr.prefix(40))' is none that a tensor has") }
    guard sizes.count <= Tensor.maximumRank else { throw ParseError(at: "header", "\(sizes.count) dimensions; at most \(Tensor.maximumRank) are supported") }
    self.type = type
    isFortran = fortran
    shape = sizes
  }

  /// How many bytes the elements need.
  func byteCount() throws -> Int { try inside("header") { try MartletFiles.byteCount(of: shape, type.dtype) } }

  /// The header of a row-major array, padded so that the elements begin at a multiple of 64.
  static func bytes(_ code: String, _ shape: [Int]) -> [UInt8] {
    let tuple = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    var text = "{'descr': '\(code)', 'fortran_order': False, 'shape': (\(tuple)), }"
    text += String(repeating: " ", count: (64 - (10 + text.utf8.count + 1) % 64) % 64) + "\n"
    var out = magic + [1, 0]
    out.append(littleEndian: UInt64(text.utf8.count), 2)
    return out + Array(text.utf8)
  }
}

/// The few Python literals that a header may hold.
private struct PythonLiteral {
  enum Item {
    case string(String)
    case bool(Bool)
    case tuple([Int])
  }

  private let bytes: [UInt8]
  private var at: Int
  private let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  mutating func dictionary() throws -> [String: Item] {
    var items: [String: Item] = [:]
    try expect("{")
    while !skip("}") {
      let key = try string()
      try expect(":")
      guard items.updateValue(try item(), forKey: key) == nil else { throw unexpected("one '\(key)'") }
      if !skip(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard at == end else { throw unexpected("the header's end") }
    return items
  }

  private mutating func item() throws -> Item {
    skipSpace()
    if skip("True") { return .bool(true) }
    if skip("False") { return .bool(false) }
    if skip("(") { return .tuple(try sizes()) }
    return .string(try string())
  }

  private mutating func sizes() throws -> [Int] {
    var sizes: [Int] = []
    while !skip(")") {
      skipSpace()
      let start = at
      while at < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) { at += 1 }
      guard let n = Int(String(decoding: bytes[start..<at], as: UTF8.self)) else { throw unexpected("a size") }
      sizes.append(n)
      _ = skip("L")  // Python 2's long numbers
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }

  private mutating func string() throws -> String {
    skipSpace()
    guard at < end, bytes[at] == UInt8(ascii: "'") || bytes[at] == UInt8(ascii: "\"") else { throw unexpected("a string") }
    let quote = bytes[at]
    guard let close = bytes[at + 1..<end].firstIndex(of: quote) else { throw unexpected("a string that ends") }
    defer { at = close + 1 }
    return String(decoding: bytes[at + 1..<close], as: UTF8.self)
  }

  private mutating func skip(_ word: String) -> Bool {
    skipSpace()
    guard bytes[at..<end].starts(with: word.utf8) else { return false }
    at += word.utf8.count
    return true
  }
  private mutating func expect(_ word: String) throws { if !skip(word) { throw unexpected("'\(word)'") } }
  private mutating func skipSpace() { while at < end, bytes[at] == 32 || bytes[at] == 10 { at += 1 } }

  private func unexpected(_ wanted: String) -> ParseError {
    ParseError(offset: at, "the header is no plain dictionary: expected \(wanted)")
  }
}
