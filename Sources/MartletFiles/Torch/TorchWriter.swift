import MartletCore

extension TorchArchive {
  /// Writes a value as PyTorch's own zip format; tensors that share a storage share it in the file.
  static func write(_ value: Value, to path: String) throws {
    let pickle = try PickleWriter(value, path: path)
    let file = try AtomicFile(path)
    var zip = ZipWriter(file)
    let folder = fileStem(path) + "/"
    try zip.add(folder + "data.pkl", pickle.bytes)
    try zip.add(folder + ".format_version", Array("1".utf8))
    try zip.add(folder + ".storage_alignment", Array("64".utf8))
    try zip.add(folder + "byteorder", Array("little".utf8))
    for (i, storage) in pickle.storages.enumerated() {
      let onCPU = storage.onCPU
      try zip.add(folder + "data/\(i)", UnsafeRawBufferPointer(start: onCPU.address, count: onCPU.byteCount))
      withExtendedLifetime(onCPU) {}
    }
    try zip.add(folder + "version", Array("3\n".utf8))
    try zip.finish()
    try file.commit()
  }
}

extension Storage {
  /// Itself, or a copy where the host can read it.
  fileprivate var onCPU: Storage {
    device.isCPU ? self : Tensor(over: self, shape: [byteCount], dtype: .uint8).cpu().storage()
  }
}
