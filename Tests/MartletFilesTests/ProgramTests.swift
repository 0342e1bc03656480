import Foundation
import Martlet
import MartletTestSupport
import Testing

/// `martlet inspect` and `martlet convert`, as they are built beside these tests.
@Suite struct ProgramTests {
  private let folder: TemporaryFolder
  private let tensors = ["weight": Tensor.arange(6.0).view(2, 3), "steps": Tensor([7, 8], dtype: .int64)]

  init() throws { folder = try TemporaryFolder() }
  private func path(_ name: String) -> String { folder.path + "/" + name }

  private func martlet(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let process = Process(), output = Pipe()
    process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("martlet")
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test(arguments: ["a.pt", "a.safetensors", "a.npz"])
  func inspectListsWhatIsThere(_ name: String) throws {
    try save(tensors, to: path(name))
    let (status, output) = try martlet(["inspect", path(name)])
    let rows = output.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") }
    #expect(status == 0 && rows.first == "name dtype shape size")
    #expect(rows.contains("weight float32 [2, 3] 24 B") && rows.contains("steps int64 [2] 16 B"), "\(output)")
    #expect(rows.last == "2 tensors, 8 elements, 40 B")
  }

  @Test func inspectsShardsAndSingleArrays() throws {
    try save(tensors, to: path("part.safetensors"))
    let index = try folder.write(Array(#"{"weight_map": {"steps": "part.safetensors"}}"#.utf8), to: "all.safetensors.index.json")
    #expect(try martlet(["inspect", index]).output.contains("1 tensors, 2 elements, 16 B"))
    try save(tensors["weight"]!, to: path("weight.npy"))
    #expect(try martlet(["inspect", path("weight.npy")]).output.contains("1 tensors, 6 elements, 24 B"))
  }

  @Test(arguments: ["pt", "safetensors", "npz"], ["pt", "safetensors", "npz"])
  func convertsEveryPair(_ from: String, _ to: String) throws {
    try save(tensors, to: path("from." + from))
    let (status, output) = try martlet(["convert", path("from." + from), path("to." + to)])
    #expect(status == 0 && output.isEmpty, "\(output)")
    let back = try load(path("to." + to)).dictionary
    #expect(back.count == 2)
    for (name, x) in tensors {
      let y = try #require(back[name]).tensor
      #expect(y.equal(x) && y.dtype == x.dtype)
    }
  }

  @Test func convertsNestedCheckpointsAndSingleArrays() throws {
    try save(["epoch": 3, "model": tensors], to: path("run.pt"))
    let (status, output) = try martlet(["convert", path("run.pt"), path("run.safetensors")])
    #expect(status == 0 && output.contains("epoch"), "what is no tensor is named: \(output)")
    #expect(Set(try load(path("run.safetensors")).dictionary.keys) == ["model.weight", "model.steps"])
    try save(tensors["weight"]!, to: path("weight.npy"))
    for ending in ["pt", "npy"] {
      #expect(try martlet(["convert", path("weight.npy"), path("one." + ending)]).status == 0)
      #expect(try load(path("one." + ending)).tensor.equal(tensors["weight"]!))
    }
    #expect(try martlet(["convert", path("weight.npy"), path("one.npz")]).status == 0)
    #expect(try load(path("one.npz")).entry("arr_0").tensor.equal(tensors["weight"]!))
  }

  @Test func failuresNameTheFile() throws {
    let damaged = try folder.write(Array("PK\u{3}\u{4}".utf8), to: "damaged.pt")
    for command in [["inspect", damaged], ["convert", damaged, path("to.pt")], ["convert", path("none.pt"), path("to.pt")]] {
      let (status, output) = try martlet(command)
      #expect(status != 0 && output.contains(command[1]), "\(output)")
    }
    #expect(!FileManager.default.fileExists(atPath: path("to.pt")))
  }
}
