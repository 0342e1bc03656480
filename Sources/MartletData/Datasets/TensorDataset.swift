import MartletCore

/// What rows of a `TensorDataset` come from: a tensor whose first dim counts samples.
public protocol SampleColumn {
  var sampleCount: Int { get }
  func sample(_ i: Int) -> Self
  func samples(_ range: some SampleRange) -> Self
  func gathered(_ indices: Tensor) -> Self
}

extension Tensor: SampleColumn {
  public var sampleCount: Int { ndim == 0 ? 0 : size(0) }
  public func sample(_ i: Int) -> Tensor { select(dim: 0, index: i) }
  public func samples(_ range: some SampleRange) -> Tensor { self[range] }
  public func gathered(_ indices: Tensor) -> Tensor { indexSelect(dim: 0, index: indices) }
}

/// Tensors whose first dims are the samples: element `i` is the tuple of their rows `i` (with one tensor: its row).
///
/// A `DataLoader` gathers a batch with one `indexSelect` a tensor. (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset)
public final class TensorDataset<each T: SampleColumn>: BatchDataset {
  /// The tensors, as they were given.
  public let tensors: (repeat each T)
  public let count: Int

  /// Stops when the tensors differ in length.
  public init(_ tensors: repeat each T) {
    var counts: [Int] = []
    repeat counts.append((each tensors).sampleCount)
    require(!counts.isEmpty, "TensorDataset", "expected at least one tensor")
    require(counts.allSatisfy { $0 == counts[0] }, "TensorDataset", "the tensors have different numbers of samples: \(counts)")
    self.tensors = (repeat each tensors)
    count = counts[0]
  }

  public subscript(_ i: Int) -> (repeat each T) { (repeat (each tensors).sample(i)) }
  /// A run of samples, as one view of each tensor: `ds[0..<64]`, `ds[64...]`.
  public subscript(_ range: some SampleRange) -> (repeat each T) { (repeat (each tensors).samples(range)) }
  public func batch(_ indices: Tensor) -> (repeat each T) { (repeat (each tensors).gathered(indices)) }
}
