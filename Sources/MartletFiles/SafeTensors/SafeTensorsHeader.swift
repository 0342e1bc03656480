import MartletCore

/// The header of a safetensors file, checked in full: 8 bytes of length, then JSON with each tensor's dtype, shape and place.
///
/// The places must fill the rest of the file without holes or overlaps. Source: the format's README and
/// `safetensors/src/tensor.rs` of the reference.
struct SafeTensorsHeader {
  struct Entry {
    let name: String
    let dtype: DType
    let shape: [Int]
    /// Bytes of the file.
    let range: Range<Int>

    /// A file may list a tensor that cannot be read here; the others still can.
    func checkRank() throws {
      guard shape.count <= Tensor.maximumRank else {
        throw ParseError(at: "tensor '\(name)'", "\(shape.count) dimensions; at most \(Tensor.maximumRank) are supported")
      }
    }
  }

  /// In the order of the header.
  let entries: [Entry]
  let metadata: [(key: String, value: String)]

  /// The longest header that the reference reads.
  private static let maximumLength = 100_000_000

  init(_ source: ByteSource) throws {
    guard source.count >= 8 else { throw ParseError("\(source.count) bytes are too few for a safetensors file") }
    let announced = try source.bytes(at: 0, count: 8).littleEndian(at: 0, 8)
    guard announced <= UInt64(min(source.count - 8, SafeTensorsHeader.maximumLength)) else {
      throw ParseError(offset: 0, "the header is said to have \(announced) bytes, the file has \(source.count)")
    }
    let start = 8 + Int(announced)
    let json: JSON
    do {
      json = try JSON.parse(try source.bytes(at: 8, count: Int(announced)))
    } catch let e as JSONError {
      throw ParseError(offset: 8 + e.offset, "the header is not valid JSON: \(e.reason)")
    }
    guard let object = json.object else { throw ParseError(offset: 8, "the header is no JSON object") }

    var entries: [Entry] = []
    var metadata: [(key: String, value: String)] = []
    for (name, value) in object {
      if name == "__metadata__" {
        guard let pairs = value.object else { throw ParseError(at: name, "is no JSON object") }
        metadata = try pairs.map { pair in
          guard let text = pair.value.string else { throw ParseError(at: name, "the value of '\(pair.key)' is no string") }
          return (pair.key, text)
        }
      } else {
        entries.append(try inside("tensor '\(name)'") { try SafeTensorsHeader.entry(name, value, start, source.count) })
      }
    }
    try SafeTensorsHeader.checkCoverage(entries, start..<source.count)
    self.entries = entries
    self.metadata = metadata
  }

  private static func entry(_ name: String, _ json: JSON, _ start: Int, _ end: Int) throws -> Entry {
    guard let code = json["dtype"]?.string, let shapeJSON = json["shape"]?.array, let offsets = json["data_offsets"]?.array else {
      throw ParseError("has no dtype, shape or data_offsets")
    }
    guard let dtype = codes[code] else { throw ParseError("dtype '\(code.prefix(40))' is none that a tensor has") }
    let shape = try shapeJSON.map { n in
      guard let n = n.int, n >= 0 else { throw ParseError("the shape has an entry that is no size") }
      return n
    }
    guard offsets.count == 2, let first = offsets[0].int, let last = offsets[1].int, first >= 0, first <= last, last <= end - start else {
      throw ParseError("data_offsets are no range within the file's \(end - start) bytes of data")
    }
    let needed = try byteCount(of: shape, dtype)
    guard needed == last - first else { throw ParseError("shape \(shape) and dtype \(dtype) need \(needed) bytes, data_offsets give \(last - first)") }
    return Entry(name: name, dtype: dtype, shape: shape, range: start + first..<start + last)
  }

  private static func checkCoverage(_ entries: [Entry], _ data: Range<Int>) throws {
    var end = data.lowerBound
    for e in entries.sorted(by: { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }) {
      guard e.range.lowerBound == end else {
        throw ParseError(at: "tensor '\(e.name)'", e.range.lowerBound < end ? "shares bytes with another tensor" : "unused bytes lie before it")
      }
      end = e.range.upperBound
    }
    guard end == data.upperBound else { throw ParseError(offset: end, "\(data.upperBound - end) unused bytes at the end") }
  }

  static let codes: [String: DType] = [
    "F32": .float32, "F64": .float64, "F16": .float16, "BF16": .bfloat16, "I8": .int8, "U8": .uint8, "I16": .int16, "I32": .int32,
    "I64": .int64, "BOOL": .bool,
  ]
  static func code(_ dtype: DType) -> String { codes.first { $0.value == dtype }!.key }
}
