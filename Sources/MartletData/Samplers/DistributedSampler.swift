import MartletCore

/// One process's share of a data set: every `numReplicas`-th index of an order that all processes agree on, from place `rank` on.
///
/// So that all shares are of one size, indices from the front are repeated at the end, or, with `dropLast`, the tail is left out. Call `setEpoch` before each epoch;
/// otherwise every pass has the same order. (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler)
public final class DistributedSampler: Sampler {
  private let size: Int, numReplicas: Int, rank: Int, seed: Int
  private let shuffle: Bool
  private var epoch = 0
  public let count: Int

  /// Stops unless `0 ≤ rank < numReplicas`.
  public init(_ dataset: some Dataset, numReplicas: Int, rank: Int, shuffle: Bool = true, seed: Int = 0, dropLast: Bool = false) {
    require(
      rank >= 0 && rank < numReplicas, "DistributedSampler", "rank must lie in 0..<numReplicas, got rank \(rank) of \(numReplicas)")
    size = dataset.count
    self.numReplicas = numReplicas
    self.rank = rank
    self.shuffle = shuffle
    self.seed = seed
    count = dropLast ? size / numReplicas : (size + numReplicas - 1) / numReplicas
  }

  /// Makes the next pass's order that of `epoch`, on every process.
  public func setEpoch(_ epoch: Int) { self.epoch = epoch }

  public func makeIterator() -> AnyIterator<Int> {
    let order = shuffle ? Tensor.randperm(size, generator: seeded(seed + epoch)).toArray(Int.self) : nil
    var places = stride(from: rank, to: count * numReplicas, by: numReplicas).makeIterator()
    return AnyIterator { [size] in places.next().map { order?[$0 % size] ?? $0 % size } }
  }
}
