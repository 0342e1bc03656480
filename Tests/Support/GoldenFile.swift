import Foundation
import Martlet

/// A file of cases recorded with PyTorch, beside the package in `../shared/golden`, with the tensors that it names.
public struct GoldenFile {
  public typealias Case = [String: Any]
  /// Everything that the file says: `cases`, and what stands before them.
  public let head: Case
  public var cases: [Case] { head["cases"] as? [Case] ?? [] }
  private let tensors: SafeTensorsFile

  /// Whether the recorded cases are on this machine.
  public static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name) + ".json") }

  public init(_ name: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: Self.path(name) + ".json")))
    head = json as? Case ?? [:]
    tensors = try SafeTensorsFile(Self.path(name) + ".safetensors")
  }

  private static func path(_ name: String) -> String { "../shared/golden/" + name }

  /// A copy of the tensor of this key.
  public func tensor(_ key: String) -> Tensor {
    do { return try tensors.tensor(key).clone() } catch { fatalError("\(error)") }
  }
}
