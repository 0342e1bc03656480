import MartletCore
import MartletData

/// Small colour images and class indices in memory: samples are an image (3, 32, 32) and its class.
///
/// Without a transform an image is float32 in 0…1, and whole batches are gathered at once.
public class CIFAR: BatchDataset {
  /// The images' levels, (N, 3, 32, 32), uint8.
  public let data: Tensor
  /// The class of each image, (N), int64.
  public let targets: Tensor
  private let transform: (any Transform)?

  init(_ files: CIFARFiles, _ root: String?, train: Bool, transform: (any Transform)?, download: Bool) throws(DataSetError) {
    let (pixels, labels) = try files.load(train: train, root: root, download: download)
    data = Tensor(pixels, shape: [labels.count, 3, 32, 32])
    targets = Tensor(labels, shape: [labels.count], dtype: .int64)
    self.transform = transform
  }

  public var count: Int { targets.numel }

  /// Image `i` as it was published.
  public func image(_ i: Int) -> Image { Image(data.select(dim: 0, index: i)) }

  public subscript(_ i: Int) -> (Tensor, Tensor) {
    let x = transform.map { $0.apply(.image(image(i))).tensor } ?? fractions(data.sample(i))
    return (x, targets.sample(i))
  }

  public func batch(_ indices: Tensor) -> (Tensor, Tensor) {
    let y = targets.gathered(indices)
    guard transform != nil else { return (fractions(data.gathered(indices)), y) }
    return (Tensor.stack(indices.toArray(Int.self).map { self[$0].0 }), y)
  }

  private func fractions(_ levels: Tensor) -> Tensor { levels.to(.float32).div_(255) }
}
