import Martlet
import MartletTestSupport
import Testing

/// What is saved is what is loaded.
@Suite struct RoundTripTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }
  private func path(_ name: String) -> String { folder.path + "/" + name }

  private func everyDType() -> [String: Tensor] {
    var all: [String: Tensor] = [:]
    for dtype in DType.allCases {
      all["\(dtype)"] = Tensor([-2.0, 0, 1, 3, 100, 0.5]).view(2, 3).to(dtype)
      all["\(dtype).scalar"] = Tensor(1).to(dtype)
      all["\(dtype).empty"] = Tensor.zeros([0, 4], dtype: dtype)
    }
    all["special"] = Tensor([Double.nan, .infinity, -.infinity, -0.0, Double.leastNonzeroMagnitude], dtype: .float64)
    return all
  }

  @Test(arguments: ["all.pt", "without-ending", "all.safetensors", "all.npz"])
  func tensorsOfEveryDType(_ name: String) throws {
    var all = everyDType()
    // NumPy has no bfloat16.
    if name.hasSuffix(".npz") { all = all.filter { $0.value.dtype != .bfloat16 } }
    try save(all, to: path(name))
    let back = try load(path(name)).dictionary
    #expect(back.count == all.count)
    for (key, x) in all {
      let y = try #require(back[key]).tensor
      #expect(y.dtype == x.dtype && y.shape == x.shape, "\(key)")
      #expect(x.contiguous().withUnsafeBytes { Array($0) } == y.contiguous().withUnsafeBytes { Array($0) }, "\(key)")
    }
  }

  /// Written and read in several pieces, the last one of them odd.
  @Test(arguments: ["large.pt", "large.safetensors", "large.npz"])
  func largeTensors(_ name: String) throws {
    let x = Tensor.randn(3_000_001), y = Tensor.arange(17)
    for _ in 0..<2 {
      try save(["x": x, "y": y], to: path(name))
      let back = try load(path(name))
      #expect(try back.entry("x").tensor.equal(x) && back.entry("y").tensor.equal(y))
    }
  }

  @Test func oneArrayAsNpy() throws {
    let x = Tensor.arange(24).view(2, 3, 4).permute(2, 0, 1)
    try save(x, to: path("x.npy"))
    #expect(try load(path("x.npy")).tensor.equal(x))
  }

  @Test func nestedValues() throws {
    let x = Tensor.randn(3, 4)
    try save(
      ["epoch": 5, "name": "größe ✓", "rate": 0.25, "big": Int.min, "flag": true, "x": x, "list": [x, x], "none": Value.none, "deep": ["a": ["b": 1]]],
      to: path("all.pt"))
    let all = try load(path("all.pt")).dictionary
    #expect(try all["epoch"]?.int == 5 && all["name"]?.string == "größe ✓" && all["rate"]?.double == 0.25)
    #expect(try all["big"]?.int == .min && all["flag"]?.bool == true && all["none"]?.isNone == true)
    #expect(try all["deep"]?.dictionary["a"]?.dictionary["b"]?.int == 1)
    let list = try #require(all["list"]).tensors
    #expect(list.count == 2 && list[0].equal(x) && list[0].storage() === list[1].storage())
    #expect(throws: ValueError.self) { try all["epoch"]!.string }
    #expect(throws: ValueError.self) { try all["x"]!.list }
  }

  @Test func viewsThatShareMemoryStillDo() throws {
    let base = Tensor.arange(24.0)
    try save(["base": base, "matrix": base.view(4, 6), "column": base.view(4, 6)[.all, 2]], to: path("views.pt"))
    let back = try load(path("views.pt")).dictionary
    let (b, c) = (try back["base"]!.tensor, try back["column"]!.tensor)
    #expect(c.stride == [6] && c.toArray(Double.self) == [2, 8, 14, 20])
    b[2] = Tensor(-1.0)
    #expect(c[0].item() == -1)
  }

  @Test func parametersComeBackAsParameters() throws {
    let net = Sequential(Linear(3, 2), BatchNorm2d(2))
    try save(net.parameters(), to: path("parameters.pt"))
    let back = try load(path("parameters.pt")).tensors
    #expect(back.count == 4 && back.allSatisfy { $0.requiresGrad && $0.isLeaf })
    let other = Sequential(Linear(3, 2), BatchNorm2d(2))
    try save(net.stateDict(), to: path("net.pt"))
    try other.loadStateDict(load(path("net.pt")).dictionary)
    for (a, b) in zip(net.stateDict(), other.stateDict()) { #expect(a.name == b.name && a.tensor.equal(b.tensor)) }
  }

  @Test func safetensorsAreMappedAndPrivate() throws {
    let x = Tensor.arange(6.0)
    try save(["x": x, "y": Tensor.ones(2, dtype: .uint8)], to: path("m.safetensors"))
    let file = try SafeTensorsFile(path("m.safetensors"))
    #expect(file.names.sorted() == ["x", "y"] && file.shape("x") == [6] && file.dtype("y") == .uint8 && file.shape("z") == nil)
    let mapped = try file.tensor("x")
    mapped.zero_()
    #expect(try file.tensor("x").sum().item() == 0, "one mapping, one memory")
    #expect(try SafeTensorsFile(path("m.safetensors")).tensor("x").equal(x), "the file is what it was")
    #expect(throws: FileError.self) { try file.tensor("z") }
  }

  @Test func shardsAreOneFile() throws {
    try save(["a": Tensor([1.0])], to: path("model-1.safetensors"))
    try save(["b": Tensor([2.0])], to: path("model-2.safetensors"))
    let index = #"{"metadata": {}, "weight_map": {"b": "model-2.safetensors", "a": "model-1.safetensors"}}"#
    let name = try folder.write(Array(index.utf8), to: "model.safetensors.index.json")
    let all = try load(name).dictionary
    #expect(try all["a"]?.tensor.item() == 1 && all["b"]?.tensor.item() == 2)
    let outside = try folder.write(Array(#"{"weight_map": {"b": "../secret.safetensors"}}"#.utf8), to: "bad.safetensors.index.json")
    #expect(throws: FileError.self) { try load(outside) }
  }

  @Test func memoryIsLentByDLPack() throws {
    let x = Tensor.arange(12.0).view(3, 4).transpose(0, 1)
    let before = LiveTensors.count
    let y = try Tensor.fromDLPack(x.toDLPack())
    #expect(y.shape == [4, 3] && y.stride == [1, 4] && y.equal(x))
    y[0, 0] = Tensor(7.0)
    #expect(x[0, 0].item() == 7)
    #expect(LiveTensors.count > before)
    for dtype in DType.allCases { #expect(try Tensor.fromDLPack(Tensor.ones([2, 0], dtype: dtype).toDLPack()).dtype == dtype) }
  }

  @Test func whatAFormatCannotHoldIsRefused() throws {
    #expect(throws: FileError.self) { try save(["epoch": 5], to: path("x.safetensors")) }
    #expect(throws: FileError.self) { try save([Tensor([1.0]), Tensor([2.0])], to: path("x.npy")) }
    #expect(throws: FileError.self) { try save(Tensor.ones(2, dtype: .bfloat16), to: path("x.npy")) }
    #expect(throws: FileError.self) { try save(Tensor.ones(2), to: path("no/such/folder/x.pt")) }
    #expect(throws: FileError.self) { try load(path("missing.pt")) }
    #expect(throws: FileError.self) { try load(folder.path) }
  }
}
