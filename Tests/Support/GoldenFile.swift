import Foundation
import Martlet

/// A file of cases recorded with PyTorch, beside the package in `../shared/golden`, with the tensors that it names.
public struct GoldenFile {
  public typealias Case = [String: Any]
  public let cases: [Case]
  private let data: Data
  private let header: [String: Any]
  private let start: Int

  /// Whether the recorded cases are on this machine.
  public static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name) + ".json") }

  public init(_ name: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: Self.path(name) + ".json")))
    cases = (json as? Case)?["cases"] as? [Case] ?? []
    data = try Data(contentsOf: URL(fileURLWithPath: Self.path(name) + ".safetensors"))
    // A safetensors file: the header's length in 8 bytes, the header as JSON, the tensors' bytes.
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    start = 8 + length
    header = try JSONSerialization.jsonObject(with: data[8..<start]) as? [String: Any] ?? [:]
  }

  private static func path(_ name: String) -> String { "../shared/golden/" + name }

  /// The float32 tensor of this key.
  public func tensor(_ key: String) -> Tensor {
    let entry = header[key] as! [String: Any]
    precondition(entry["dtype"] as? String == "F32", "\(key): only float32 is read here")
    let range = entry["data_offsets"] as! [Int]
    let values = data[(start + range[0])..<(start + range[1])].withUnsafeBytes { raw in
      (0..<(raw.count / 4)).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    return Tensor(values, shape: entry["shape"] as! [Int])
  }
}
