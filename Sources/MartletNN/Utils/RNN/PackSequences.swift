import MartletCore

/// Packs a padded batch x (T, N, …), or (N, T, …) with `batchFirst`, of sequences of these lengths, for a recurrent layer.
///
/// With `enforceSorted` they must come by falling length; without, they are sorted, and `padPackedSequence` puts them back. What lies past
/// a sequence's length is dropped, and receives no gradient. Stops when lengths do not fit.
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_padded_sequence.html)
public func packPaddedSequence(_ x: Tensor, lengths: [Int], batchFirst: Bool = false, enforceSorted: Bool = true) -> PackedSequence {
  let op = "packPaddedSequence"
  require(x.ndim >= 2, op, "expected a batch of at least 2 dims, got shape \(x.shape)")
  let (times, batch) = batchFirst ? (x.size(1), x.size(0)) : (x.size(0), x.size(1))
  require(lengths.count == batch, op, "got \(lengths.count) lengths for a batch of \(batch), shape \(x.shape)")
  require(batch > 0 && lengths.allSatisfy { $0 > 0 && $0 <= times }, op, "lengths must lie in 1…\(times), got \(lengths)")
  let order = enforceSorted ? Array(0..<batch) : (0..<batch).sorted { (lengths[$1], $0) < (lengths[$0], $1) }
  require(
    zip(order, order.dropFirst()).allSatisfy { lengths[$0] >= lengths[$1] }, op,
    "lengths must not rise, got \(lengths); sort the sequences or pass enforceSorted: false")

  let counts = (0..<lengths[order[0]]).map { t in lengths.count { $0 > t } }
  let rows = counts.indices.flatMap { t in order[..<counts[t]].map { batchFirst ? $0 * times + t : t * batch + $0 } }
  let flat = x.flatten(startDim: 0, endDim: 1)
  return PackedSequence(
    data: flat.indexSelect(dim: 0, index: Tensor(rows, device: x.device)), batchSizes: Tensor(counts),
    sortedIndices: enforceSorted ? nil : Tensor(order, device: x.device))
}

/// The same with the lengths in a tensor.
public func packPaddedSequence(_ x: Tensor, lengths: Tensor, batchFirst: Bool = false, enforceSorted: Bool = true) -> PackedSequence {
  packPaddedSequence(x, lengths: lengths.toArray(Int.self), batchFirst: batchFirst, enforceSorted: enforceSorted)
}

/// Packs sequences (L_i, …), by falling length unless `enforceSorted` is false.
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_sequence.html)
public func packSequence(_ sequences: [Tensor], enforceSorted: Bool = true) -> PackedSequence {
  packPaddedSequence(padSequence(sequences), lengths: sequences.map { $0.size(0) }, enforceSorted: enforceSorted)
}

/// A packed batch with padding again, (T, N, …) or (N, T, …), its sequences in their first order; and their lengths.
///
/// T is the longest length, or `totalLength`. Stops when that is less. (https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_packed_sequence.html)
public func padPackedSequence(
  _ sequence: PackedSequence, batchFirst: Bool = false, paddingValue: Double = 0, totalLength: Int? = nil
) -> (Tensor, Tensor) {
  let counts = sequence.stepSizes, batch = counts[0], times = totalLength ?? counts.count
  require(
    times >= counts.count, "padPackedSequence", "totalLength \(times) is less than the longest sequence, which has \(counts.count) elements")
  let order = sequence.sortedIndices?.toArray(Int.self) ?? Array(0..<batch)
  let rows = counts.indices.flatMap { t in order[..<counts[t]].map { batchFirst ? $0 * times + t : t * batch + $0 } }
  let data = sequence.data
  let flat = Tensor.full([times * batch] + data.shape.dropFirst(), paddingValue, dtype: data.dtype, device: data.device)
    .indexCopy_(dim: 0, index: Tensor(rows, device: data.device), source: data)
  var lengths = [Int](repeating: 0, count: batch)
  for (place, i) in order.enumerated() { lengths[i] = counts.count { $0 > place } }
  return (flat.unflatten(0, batchFirst ? [batch, times] : [times, batch]), Tensor(lengths))
}

/// The sequences of a packed batch, in their first order.
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.unpack_sequence.html)
public func unpackSequence(_ sequence: PackedSequence) -> [Tensor] {
  let (padded, lengths) = padPackedSequence(sequence, batchFirst: true)
  return unpadSequence(padded, lengths: lengths, batchFirst: true)
}
