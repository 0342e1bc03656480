import MartletCore
import MartletData

/// The 1,797 digits of 8×8 pixels that ship inside the package: samples are an image (1, 8, 8) in 0…1 and its class 0…9.
public final class Digits: LabelledImages {
  /// - Throws: `DataSetError` when the package's resource is missing or damaged.
  public init() throws {
    let (images, labels) = try DigitsData.load()
    super.init(
      pixels: images, labels: labels, shape: [labels.count, 1, DigitsData.side, DigitsData.side],
      maximum: Double(DigitsData.maximum))
  }
}
