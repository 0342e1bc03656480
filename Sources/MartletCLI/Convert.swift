import ArgumentParser
import Martlet

/// `martlet convert`: from one format of tensors to another.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn one file of tensors into another; the ending of the second name says which format.",
    discussion: """
      .safetensors and .npz hold named tensors: nested ones get names like model.fc.weight, and what is no tensor is left out and named. \
      .npy holds one tensor. Any other name means PyTorch's format, which holds everything.
      """)

  @Argument(help: "The file to read.")
  var from: String

  @Argument(help: "The file to write.")
  var to: String

  func run() throws {
    let value = try load(from)
    guard to.hasSuffix(".safetensors") || to.hasSuffix(".npz") else { return try save(value, to: to) }
    var named: [(String, any ValueConvertible)] = []
    var left: [String] = []
    Inspect.walk(value, "") { name, value in
      if case .tensor(let t) = value.kind { named.append((name.isEmpty ? "arr_0" : name, t)) } else { left.append(name) }
    }
    guard !named.isEmpty else { throw ValidationError("\(from) has no tensors.") }
    try save(Value.record(named), to: to)
    if !left.isEmpty { print("left out, for \(to) holds tensors only: \(left.joined(separator: ", "))") }
  }
}
