import MartletCore
import MartletNN

/// Writes tensors, numbers, strings, and lists and dictionaries of them to a file.
///
/// The format is PyTorch's own (`torch.load(path, weights_only=True)` reads it) unless the name ends in `.safetensors` (a dictionary of
/// tensors), `.npy` (a tensor) or `.npz` (a dictionary or a list of tensors). In PyTorch's format views that share a storage stay
/// shared, and the whole storage is written; the others write each tensor by itself.
///
/// The file appears only when it is complete: until then a file of that name stays what it was.
///
///     try save(["epoch": 5, "model": net.stateDict(), "optimizer": opt.stateDict()], to: "all.pt")
///
/// - Throws: `FileError` when the file cannot be written or the format cannot hold the value.
public func save(_ value: some ValueConvertible, to path: String) throws { try write(value.checkpointValue, to: path) }

/// The same for a dictionary of different things.
public func save(_ entries: [String: any ValueConvertible], to path: String) throws {
  try write(.record(entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }), to: path)
}

/// The same for a list of different things.
public func save(_ items: [any ValueConvertible], to path: String) throws {
  try write(Value(.list(items.map(\.checkpointValue))), to: path)
}

private func write(_ value: Value, to path: String) throws {
  if path.hasSuffix(".safetensors") {
    try writeSafeTensors(try namedTensors(value, path, "safetensors"), metadata: [], to: path)
  } else if path.hasSuffix(".npy") {
    guard case .tensor(let t) = value.kind else { throw FileError(path, "an .npy file holds one tensor; name it .npz for several") }
    try Npy.write(t, to: path)
  } else if path.hasSuffix(".npz") {
    try Npy.writeArchive(try namedTensors(value, path, "npz"), to: path)
  } else {
    try TorchArchive.write(value, to: path)
  }
}

/// Tensors by name, as flat formats hold them. A list is named as NumPy does: `arr_0`, `arr_1`, …
private func namedTensors(_ value: Value, _ path: String, _ format: String) throws -> [(name: String, tensor: Tensor)] {
  func tensor(_ v: Value, _ name: String) throws -> Tensor {
    guard case .tensor(let t) = v.kind else { throw FileError(path, at: name, "the \(format) format holds tensors only; this is \(v.description.prefix(60))") }
    return t
  }
  switch value.kind {
  case .dictionary(let entries): return try entries.map { ("\($0.key)", try tensor($0.value, "\($0.key)")) }
  case .list(let items), .tuple(let items): return try items.enumerated().map { ("arr_\($0)", try tensor($1, "arr_\($0)")) }
  case .tensor(let t): return [("arr_0", t)]
  default: throw FileError(path, "the \(format) format holds tensors only")
  }
}

extension StateDict: ValueConvertible {
  public var checkpointValue: Value { .record(map { ($0.name, $0.tensor) }) }
}

extension Module {
  /// Loads what `load` has read: see `loadStateDict(_:strict:)` with tensors.
  ///
  /// - Throws: `ValueError` when an entry is no tensor.
  @discardableResult
  public func loadStateDict(_ entries: [String: Value], strict: Bool = true) throws -> (missing: [String], unexpected: [String]) {
    try loadStateDict(
      entries.mapValues { value in
        do { return try value.tensor } catch { throw ValueError("loadStateDict: an entry is no tensor: \(error)") }
      }, strict: strict)
  }
}
