import Foundation
import Martlet
import MartletTestSupport
import Testing

/// What we write is what PyTorch, safetensors and NumPy read.
@Suite struct PythonReaderTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test(.timeLimit(.minutes(12))) func everyFileIsReadWithEqualValues() throws {
    let python = try run("/bin/bash", [root.path + "/scripts/python-readers.sh"])
    guard python.status == 0 else {
      print("skipped: Python's readers are not here and could not be installed: \(python.errors)")
      return
    }
    let folder = try TemporaryFolder()
    let count = try write(to: folder)
    let reading = try run(python.output, [root.path + "/Tests/Reference/read_files.py", folder.path])
    #expect(reading.status == 0, "\(reading.errors)")
    #expect(Int(reading.output) == count)
  }

  /// Writes one file of each kind and what is in them; returns the number of tensors.
  private func write(to folder: TemporaryFolder) throws -> Int {
    var expected: [String: [String: Any]] = [:]
    func note(_ file: String, _ path: String, _ t: Tensor) {
      let values = t.detach().toArray(Double.self).map { $0.isFinite ? $0 as Any : "\($0)" }
      expected[file, default: [:]][path] = ["dtype": "\(t.dtype)", "shape": t.shape, "values": values]
    }
    func put(_ file: String, _ tensors: [String: Tensor]) throws {
      try save(tensors, to: folder.path + "/" + file)
      for (name, t) in tensors { note(file, name, t) }
    }

    var all: [String: Tensor] = ["special": Tensor([Double.nan, .infinity, -.infinity, -0.0, Double.leastNonzeroMagnitude], dtype: .float64)]
    for dtype in DType.allCases {
      all["\(dtype)"] = Tensor([[-2.0, 0, 1], [3, 100, 0.5]]).to(dtype)
      all["\(dtype)_scalar"] = Tensor(1).to(dtype)
      all["\(dtype)_empty"] = Tensor.zeros([0, 4], dtype: dtype)
    }
    try put("all.pt", all)
    try put("all.safetensors", all)
    try put("all.npz", all.filter { $0.value.dtype != .bfloat16 })

    let grid = Tensor.arange(24.0).view(4, 6)
    try save(grid.t(), to: folder.path + "/grid.npy")
    note("grid.npy", "", grid.t())
    try put("views.pt", ["base": grid.view(24), "column": grid[.all, 2], "transposed": grid.t()])

    let net = Sequential(Linear(3, 4), BatchNorm1d(4), Linear(4, 2)), optimizer = Adam(net.parameters(), lr: 0.01)
    net(Tensor.randn(5, 3)).square().sum().backward()
    optimizer.step()
    try save(["epoch": 5, "model": net.stateDict(), "optimizer": optimizer.stateDict(), "losses": [0.5, 0.25]], to: folder.path + "/training.pt")
    for (name, t) in net.stateDict() { note("training.pt", "model/" + name, t) }
    note("training.pt", "epoch", Tensor(5))
    note("training.pt", "losses/1", Tensor(0.25))

    try JSONSerialization.data(withJSONObject: expected).write(to: URL(fileURLWithPath: folder.path + "/expected.json"))
    return expected.values.reduce(0) { $0 + $1.count }
  }

  private func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let process = Process(), output = Pipe(), errors = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let out = output.fileHandleForReading.readDataToEndOfFile(), err = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
    return (process.terminationStatus, text(out), text(err))
  }
}
