import MartletCore

/// A data set with a length and samples by position (`torch.utils.data.Dataset`).
///
/// The workers of a `DataLoader` read samples from several threads at a time: what a subscript changes must be guarded by a lock.
public protocol Dataset<Element> {
  associatedtype Element
  /// What reading a sample may throw: `Never` for a subscript that does not throw.
  associatedtype Failure: Error = any Error
  /// How many samples there are.
  var count: Int { get }
  /// Sample `i`.
  subscript(_ i: Int) -> Element { get throws(Failure) }
}

/// A data set that can fetch a whole batch at once, faster than sample by sample.
public protocol BatchDataset: Dataset {
  associatedtype Batch
  /// The samples at `indices`, an int64 tensor of shape (N), as one batch.
  func batch(_ indices: Tensor) throws(Failure) -> Batch
}
