import MartletCore
import MartletData

/// Articles of clothing, 28×28 pixels: samples are an image (1, 28, 28) in 0…1 and its class 0…9. (https://arxiv.org/abs/1708.07747)
///
/// `FashionMNIST("data", train: true, download: true)` looks in `fashionmnist` and `FashionMNIST/raw` below that folder; without a folder
/// in `$MARTLET_DATA`, `../shared/data` and the cache.
public final class FashionMNIST: LabelledImages {
  /// What the classes are.
  public static let classes = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
  ]

  /// - Throws: `DataSetError` that says what to put where when the files cannot be had, or what is wrong with them.
  public init(_ root: String? = nil, train: Bool = true, download: Bool = false) throws {
    let data = try MNISTFiles.fashion.load(train: train, root: root, download: download)
    super.init(pixels: data.images, labels: data.labels, shape: [data.labels.count, 1, 28, 28], maximum: 255)
  }
}
