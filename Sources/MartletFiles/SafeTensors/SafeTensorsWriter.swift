import MartletCore

/// Writes named tensors as a safetensors file: large elements first, then by name, as the reference orders them.
func writeSafeTensors(_ tensors: [(name: String, tensor: Tensor)], metadata: [(key: String, value: String)], to path: String) throws {
  let ordered = tensors.sorted { a, b in
    a.tensor.dtype.itemSize != b.tensor.dtype.itemSize ? a.tensor.dtype.itemSize > b.tensor.dtype.itemSize : a.name < b.name
  }
  for (a, b) in zip(ordered, ordered.dropFirst()) where a.name == b.name {
    throw FileError(path, at: "tensor '\(a.name)'", "is given twice")
  }
  if let clash = ordered.first(where: { $0.name == "__metadata__" }) { throw FileError(path, at: "tensor '\(clash.name)'", "no tensor can have this name") }

  var parts: [String] = []
  if !metadata.isEmpty {
    parts.append("\"__metadata__\":{" + metadata.map { JSON.quoted($0.key) + ":" + JSON.quoted($0.value) }.joined(separator: ",") + "}")
  }
  var end = 0
  for (name, t) in ordered {
    let start = end
    end += t.numel * t.dtype.itemSize
    parts.append("\(JSON.quoted(name)):{\"dtype\":\"\(SafeTensorsHeader.code(t.dtype))\",\"shape\":[\(t.shape.map(String.init).joined(separator: ","))],\"data_offsets\":[\(start),\(end)]}")
  }
  var header = Array(("{" + parts.joined(separator: ",") + "}").utf8)
  header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)

  let file = try AtomicFile(path)
  var length: [UInt8] = []
  length.append(littleEndian: UInt64(header.count), 8)
  try file.append(length + header)
  for (_, t) in ordered { try t.detach().cpu().contiguous().withUnsafeBytes { try file.append($0) } }
  try file.commit()
}
