import MartletCore

/// The masks of `MultiheadAttention`, where true means *hidden*, as the kernels take them: (N, H, L, S), true means *seen*.
struct AttentionMask {
  private var attention: Tensor?  // broadcasts to (N, H, L, S)
  private var padding: Tensor?  // (N, 1, 1, S)

  /// - Parameters:
  ///   - attnMask: (L, S), or (N · H, L, S) with a mask for every head of every sample.
  ///   - keyPaddingMask: (N, S).
  init(_ op: String, attnMask: Tensor?, keyPaddingMask: Tensor?, batch: Int, heads: Int, queries: Int, keys: Int) {
    for (m, name) in [(attnMask, "attnMask"), (keyPaddingMask, "keyPaddingMask")] {
      if let m { require(m.dtype == .bool || m.dtype.isFloatingPoint, op, "\(name) must be bool or floating-point, got \(m.dtype)") }
    }
    if let m = attnMask {
      require(
        m.shape == [queries, keys] || m.shape == [batch * heads, queries, keys], op,
        "attnMask has shape \(m.shape), expected [\(queries), \(keys)] or [\(batch * heads), \(queries), \(keys)]")
      attention = m.ndim == 2 ? m : m.view(batch, heads, queries, keys)
    }
    if let m = keyPaddingMask {
      require(m.shape == [batch, keys], op, "keyPaddingMask has shape \(m.shape), expected [\(batch), \(keys)]")
      padding = m.view(batch, 1, 1, keys)
    }
  }

  /// One more key at the end, which everybody sees.
  mutating func addKey() {
    func padded(_ m: Tensor) -> Tensor { F.pad(m, [0, 1], value: 0) }
    attention = attention.map(padded)
    padding = padding.map(padded)
  }

  /// Both masks as one, expanded to (N, H, L, S): bool (true: seen) if both are, else numbers that are added to the scores.
  func merged(_ shape: [Int], _ dtype: DType) -> Tensor? {
    let both = [attention, padding].compactMap { $0 }
    if both.isEmpty { return nil }
    if both.allSatisfy({ $0.dtype == .bool }) {
      let hidden = both.count == 2 ? both[0] .| both[1] : both[0]
      return (.!hidden).expand(shape)
    }
    let numbers = both.map { $0.dtype == .bool ? AttentionMask.numbers($0, dtype) : $0.to(dtype) }
    return (numbers.count == 2 ? numbers[0] + numbers[1] : numbers[0]).expand(shape)
  }

  private static func numbers(_ hidden: Tensor, _ dtype: DType) -> Tensor {
    Tensor.zeros(hidden.shape, dtype: dtype, device: hidden.device).maskedFill(hidden, -Double.infinity)
  }

  /// Zeros where a query may look, −∞ above the diagonal: query i sees keys 0…i.
  static func causal(_ size: Int, dtype: DType?, device: Device) -> Tensor {
    Tensor.full([size, size], -Double.infinity, dtype: dtype, device: device).triu(1)
  }

  /// Whether a mask hides exactly what comes later, so that kernels may skip it altogether.
  static func isCausal(_ mask: Tensor?) -> Bool {
    guard let m = mask, m.ndim == 2, m.size(0) == m.size(1), m.dtype != .bool, !m.requiresGrad else { return false }
    return m.equal(causal(m.size(0), dtype: m.dtype, device: m.device))
  }
}
