import MartletCore
import MartletData

/// Images in one folder for each class (`torchvision.datasets.ImageFolder`): samples are a tensor and the class's index.
///
/// `ImageFolder("cifar2/train", transform: Compose([RandomHorizontalFlip(), ToTensor()]))`. Images are read as RGB. Without a transform
/// that makes a tensor, a sample has the image's levels, uint8 (3, H, W).
public final class ImageFolder: DatasetFolder<Tensor> {
  /// The endings of the files that count.
  public static let extensions = [".jpg", ".jpeg", ".png"]

  /// - Parameters:
  ///   - targetTransform: makes the target of the class's index.
  ///   - loader: reads a file, by default as RGB.
  /// - Throws: `DataSetError` when the folder cannot be read, has no folders in it, or one of these has no image.
  public init(
    _ root: String, transform: (any Transform)? = nil, targetTransform: ((Int) -> Int)? = nil,
    loader: @escaping (String) throws -> Image = { try Image($0, mode: .rgb).eightBit }
  ) throws {
    try super.init(
      root, loader: loader, extensions: Self.extensions,
      transform: { image in (transform?.apply(.image(image)) ?? .image(image)).tensor }, targetTransform: targetTransform)
  }
}
