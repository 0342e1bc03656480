import MartletCore
import MartletData

/// Handwritten digits of 28×28 pixels: samples are an image (1, 28, 28) in 0…1 and its class 0…9.
///
/// `MNIST("data", train: true, download: true)` looks in that folder (also in `mnist` and `MNIST/raw` below it); without a folder in
/// `$MARTLET_DATA`, `../shared/data` and the cache. (LeCun, Cortes, Burges 1998)
public final class MNIST: LabelledImages {
  /// - Throws: `DataSetError` that says what to put where when the files cannot be had, or what is wrong with them.
  public init(_ root: String? = nil, train: Bool = true, download: Bool = false) throws {
    let data = try MNISTFiles.mnist.load(train: train, root: root, download: download)
    super.init(pixels: data.images, labels: data.labels, shape: [data.labels.count, 1, 28, 28], maximum: 255)
  }
}
