import Harness
import Martlet

/// What can be loaded can be saved, and is then the same; each format may refuse values that it cannot hold.
func comesBack(_ value: Value) throws {
  // A tensor of strides 0 may be small in a file and larger than any memory when it is written out.
  guard let tensors = value.allTensors(most: 1000), tensors.allSatisfy({ $0.shape.reduce(1.0) { $0 * Double($1) } <= 65536 }) else { return }
  if let back = try saved(value, "pt"), !isSame(value, back) { stop("a .pt file of it differs") }

  if case .tensor(let t) = value.kind, let back = try saved(value, "npy"), !isSame(t.detach(), try back.tensor) { stop("an .npy file of it differs") }
  guard case .dictionary(let entries) = value.kind else { return }
  for format in ["npz", "safetensors"] {
    guard let back = try saved(value, format) else { continue }
    let found = try back.dictionary
    guard found.count == entries.count else { stop("a .\(format) file of it has \(found.count) of \(entries.count) entries") }
    for (key, entry) in entries {
      guard let same = try found[key.description]?.tensor, isSame(try entry.tensor.detach(), same) else { stop("entry '\(key)' of a .\(format) file of it differs") }
    }
  }
}

/// The value after it was written and read; nil when the format refuses it.
private func saved(_ value: Value, _ format: String) throws -> Value? {
  let path = "\(scratchFolder)/back.\(format)"
  do { try save(value, to: path) } catch {
    guard error is FileError else { stop("saving throws something that is no FileError: \(error)") }
    return nil
  }
  do { return try load(path) } catch { stop("what was saved cannot be loaded: \(error)") }
}
