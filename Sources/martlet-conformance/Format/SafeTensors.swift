import Foundation
import Martlet

/// The tensors of one `.safetensors` file: 8 bytes of header length, a JSON header, then the bytes.
struct SafeTensors {
  private struct Entry {
    let dtype: DType
    let shape: [Int]
    let range: Range<Int>
  }

  private let data: Data
  private let entries: [String: Entry]

  /// No tensors: what a case file without a `.safetensors` beside it has.
  init() {
    data = Data()
    entries = [:]
  }

  init(_ url: URL) throws {
    let data = try Data(contentsOf: url, options: .alwaysMapped)
    guard data.count >= 8 else { throw FormatError("\(url.lastPathComponent): too short for a safetensors file") }
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(data.count - 8) else {
      throw FormatError("\(url.lastPathComponent): the header is said to have \(length) bytes, the file has \(data.count)")
    }
    let start = 8 + Int(length)
    var entries: [String: Entry] = [:]
    for (name, value) in try JSON.parse(data[8..<start]).object ?? [] where name != "__metadata__" {
      guard
        let dtype = value["dtype"]?.string.flatMap({ SafeTensors.dtypes[$0] }),
        let shape = value["shape"]?.array?.compactMap(\.int),
        let offsets = value["data_offsets"]?.array?.compactMap(\.int), offsets.count == 2,
        0 <= offsets[0], offsets[0] <= offsets[1], start + offsets[1] <= data.count,
        shape.reduce(dtype.itemSize, *) == offsets[1] - offsets[0]
      else { throw FormatError("\(url.lastPathComponent): the entry \(name) is malformed") }
      entries[name] = Entry(dtype: dtype, shape: shape, range: (start + offsets[0])..<(start + offsets[1]))
    }
    self.data = data
    self.entries = entries
  }

  /// A fresh tensor of the values under `key`.
  func tensor(_ key: String) throws -> Tensor {
    guard let entry = entries[key] else { throw FormatError("the safetensors file has no tensor \(key)") }
    return data.withUnsafeBytes { all in
      Tensor(bytes: UnsafeRawBufferPointer(rebasing: all[entry.range]), shape: entry.shape, dtype: entry.dtype)
    }
  }

  private static let dtypes: [String: DType] = [
    "F32": .float32, "F64": .float64, "F16": .float16, "BF16": .bfloat16, "I8": .int8, "U8": .uint8, "I16": .int16,
    "I32": .int32, "I64": .int64, "BOOL": .bool,
  ]
}
