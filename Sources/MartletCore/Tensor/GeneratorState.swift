extension Generator {
  /// Everything that decides the numbers to come, for a checkpoint: the algorithm and its state as bytes.
  public func stateDict() -> Value {
    let bytes = state().withUnsafeBytes { Array($0) }
    return .record([("kind", "\(kind)"), ("state", Tensor(bytes))])
  }

  /// Continues where `stateDict()` was taken. Throws `ValueError` when that was of a generator of another kind, or the state is damaged.
  public func loadStateDict(_ dict: Value) throws {
    let name = try dict.entry("kind").string
    let bytes = try dict.entry("state").tensor
    let expected = state().count * 8
    guard name == "\(kind)", bytes.dtype == .uint8, bytes.numel == expected else {
      throw ValueError(
        "a state of \(bytes.numel) bytes of a generator of kind \(name) was given; this one is of kind \(kind) and needs \(expected) bytes")
    }
    let flat = bytes.toArray(UInt8.self)
    let words = stride(from: 0, to: flat.count, by: 8).map { i in
      flat[i..<(i + 8)].withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }
    guard accepts(words) else { throw ValueError("the state of a generator of kind \(kind) is damaged") }
    setState(words)
  }

  /// The same from a dictionary by name.
  public func loadStateDict(_ dict: [String: Value]) throws { try loadStateDict(dict.checkpointValue) }
}
