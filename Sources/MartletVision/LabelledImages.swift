import MartletCore
import MartletData

/// Images and class indices in memory, fetched sample by sample or batch by batch.
public class LabelledImages: BatchDataset {
  /// The images, (N, 1, H, W), float32 in 0…1.
  public let images: Tensor
  /// The class of each image, (N), int64.
  public let labels: Tensor

  init(pixels: [UInt8], labels: [UInt8], shape: [Int], maximum: Double) {
    images = Tensor(pixels, shape: shape, dtype: .float32).div_(maximum)
    self.labels = Tensor(labels, shape: [labels.count], dtype: .int64)
  }

  public var count: Int { labels.numel }
  public subscript(_ i: Int) -> (Tensor, Tensor) { (images.sample(i), labels.sample(i)) }
  public func batch(_ indices: Tensor) -> (Tensor, Tensor) { (images.gathered(indices), labels.gathered(indices)) }
}
