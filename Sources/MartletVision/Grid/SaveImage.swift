import MartletCore

/// Writes an image, or several as a grid, to a `.png`, `.jpg` or `.jpeg` file (`torchvision.utils.save_image`).
///
/// Floating-point values count from 0 to 1 and are rounded; uint8 is written as it is. See `makeGrid` for the other parameters.
///
/// - Throws: `ImageError` when the file cannot be written.
public func saveImage(
  _ x: Tensor, to path: String, nrow: Int = 8, padding: Int = 2, normalize: Bool = false, valueRange: (Double, Double)? = nil,
  scaleEach: Bool = false, padValue: Double = 0
) throws(ImageError) {
  let grid = makeGrid(
    x, nrow: nrow, padding: padding, normalize: normalize, valueRange: valueRange, scaleEach: scaleEach, padValue: padValue)
  // Half a level more, since a picture cuts what is behind the point off.
  try Image(grid.dtype == .uint8 ? grid : grid + 0.5 / 255).save(path)
}
