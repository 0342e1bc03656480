import MartletCore

/// Where `padSequence` puts the padding.
public enum PaddingSide: Sendable { case left, right }

/// Sequences (L_i, …) as one batch (T, N, …), or (N, T, …) with `batchFirst`, padded to the longest. Stops when their other dims differ.
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_sequence.html)
public func padSequence(
  _ sequences: [Tensor], batchFirst: Bool = false, paddingValue: Double = 0, paddingSide: PaddingSide = .right
) -> Tensor {
  guard let first = sequences.first else { fail("padSequence", "expected at least one sequence") }
  for s in sequences where s.ndim == 0 || s.shape.dropFirst() != first.shape.dropFirst() {
    fail("padSequence", "sequences must agree in all dims but the first, got shapes \(first.shape) and \(s.shape)")
  }
  let times = sequences.map { $0.size(0) }.max()!
  let padded = sequences.map { s in
    let gap = times - s.size(0)
    if gap == 0 { return s }
    let filling = Tensor.full([gap] + s.shape.dropFirst(), paddingValue, dtype: s.dtype, device: s.device)
    return Tensor.cat(paddingSide == .right ? [s, filling] : [filling, s])
  }
  return Tensor.stack(padded, dim: batchFirst ? 0 : 1)
}

/// The sequences of a batch (T, N, …), or (N, T, …) with `batchFirst`, without what lies past their lengths.
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.unpad_sequence.html)
public func unpadSequence(_ padded: Tensor, lengths: [Int], batchFirst: Bool = false) -> [Tensor] {
  let batch = batchFirst ? 0 : 1
  require(
    padded.ndim >= 2 && padded.size(batch) == lengths.count, "unpadSequence", "got \(lengths.count) lengths for a batch of shape \(padded.shape)")
  let times = padded.size(1 - batch)
  return lengths.enumerated().map { i, n in
    padded.select(dim: batch, index: i).narrow(dim: 0, start: 0, length: min(n, times))
  }
}

/// The same with the lengths in a tensor.
public func unpadSequence(_ padded: Tensor, lengths: Tensor, batchFirst: Bool = false) -> [Tensor] {
  unpadSequence(padded, lengths: lengths.toArray(Int.self), batchFirst: batchFirst)
}
