import MartletCore

/// Sequences of different lengths in one tensor without padding: all elements of time 0, then all of time 1, …, the longest sequence first.
///
/// `data` is (Σ lengths, …); `batchSizes` (int64, on the CPU) says how many sequences have each time. `sortedIndices` says which of the given
/// sequences stand at each place, `unsortedIndices` is its inverse; both are nil when they came sorted. Made by `packPaddedSequence` and
/// `packSequence`. (https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.PackedSequence.html)
public struct PackedSequence: Sendable {
  public let data: Tensor
  public let batchSizes: Tensor
  public let sortedIndices: Tensor?, unsortedIndices: Tensor?

  /// Stops when `batchSizes` are not falling numbers of rows that add up to those of `data`.
  public init(data: Tensor, batchSizes: Tensor, sortedIndices: Tensor? = nil, unsortedIndices: Tensor? = nil) {
    let sizes = batchSizes.toArray(Int.self)
    require(
      !sizes.isEmpty && sizes.last! > 0 && zip(sizes, sizes.dropFirst()).allSatisfy(>=), "PackedSequence",
      "batchSizes must be positive and never rise, got \(sizes)")
    require(
      data.ndim > 0 && data.size(0) == sizes.reduce(0, +), "PackedSequence",
      "batchSizes \(sizes) add up to \(sizes.reduce(0, +)) rows, the data's shape is \(data.shape)")
    self.data = data
    self.batchSizes = batchSizes
    self.sortedIndices = sortedIndices
    self.unsortedIndices = unsortedIndices ?? sortedIndices?.argsort()
  }

  /// `batchSizes` as numbers.
  var stepSizes: [Int] { batchSizes.toArray(Int.self) }

  /// Other data for the same sequences.
  func with(data: Tensor) -> PackedSequence {
    PackedSequence(data: data, batchSizes: batchSizes, sortedIndices: sortedIndices, unsortedIndices: unsortedIndices)
  }

  /// The data in another dtype.
  public func to(_ dtype: DType) -> PackedSequence { with(data: data.to(dtype)) }
  /// The data and the indices on another device; `batchSizes` stay on the CPU.
  public func to(_ device: Device) -> PackedSequence {
    PackedSequence(
      data: data.to(device), batchSizes: batchSizes, sortedIndices: sortedIndices?.to(device), unsortedIndices: unsortedIndices?.to(device))
  }
}

extension PackedSequence: CustomStringConvertible {
  public var description: String {
    func text(_ t: Tensor?) -> String { t.map { "\($0)" } ?? "None" }
    return
      "PackedSequence(data=\(data), batch_sizes=\(batchSizes), sorted_indices=\(text(sortedIndices)), unsorted_indices=\(text(unsortedIndices)))"
  }
}
