import MartletCore
import MartletData

/// The 150 irises that ship inside the package: samples are four lengths in centimetres, float32 (4), and the species 0…2.
///
/// R. A. Fisher, "The use of multiple measurements in taxonomic problems", 1936; `IrisData` has the same as plain numbers.
public final class Iris: BatchDataset {
  /// What the species are.
  public static let classes = IrisData.classNames
  /// The flowers' measures, (150, 4), float32, in the order of `IrisData.featureNames`.
  public let features: Tensor
  /// The species of each flower, (150), int64.
  public let labels: Tensor

  /// - Throws: `DataSetError` when the package's resource is missing or damaged.
  public init() throws {
    let data = try IrisData.load()
    features = Tensor(data.features, shape: [IrisData.count, IrisData.featureNames.count], dtype: .float32)
    labels = Tensor(data.labels, shape: [IrisData.count], dtype: .int64)
  }

  public var count: Int { labels.numel }
  public subscript(_ i: Int) -> (Tensor, Tensor) { (features.sample(i), labels.sample(i)) }
  public func batch(_ indices: Tensor) -> (Tensor, Tensor) { (features.gathered(indices), labels.gathered(indices)) }
}
