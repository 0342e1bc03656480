import MartletCore

/// A part of this size from anywhere in the picture.
///
/// - `padding`: a border that is put around first. `padIfNeeded`: also put one around a picture that is smaller than the part.
///
/// Stops at a picture that is too small.
public struct RandomCrop: PictureTransform {
  public let size: (height: Int, width: Int)
  public let padding: (any IntOrArray)?
  public let padIfNeeded: Bool
  public let fill: any ChannelValues
  public let paddingMode: BorderMode
  public let generator: Generator?

  public init(
    _ size: any IntOrArray, padding: (any IntOrArray)? = nil, padIfNeeded: Bool = false, fill: any ChannelValues = 0,
    paddingMode: BorderMode = .constant, generator: Generator? = nil
  ) {
    self.size = heightAndWidth(size, "RandomCrop")
    self.padding = padding
    self.padIfNeeded = padIfNeeded
    self.fill = fill
    self.paddingMode = paddingMode
    self.generator = generator
  }

  public func callAsFunction<P: Picture>(_ x: P) -> P {
    var y = x
    if let padding { y = TF.pad(y, padding, fill: fill, paddingMode: paddingMode) }
    if padIfNeeded {
      let missing = (height: max(0, size.height - y.pictureSize.height), width: max(0, size.width - y.pictureSize.width))
      if missing.width > 0 { y = TF.pad(y, [missing.width, 0], fill: fill, paddingMode: paddingMode) }
      if missing.height > 0 { y = TF.pad(y, [0, missing.height], fill: fill, paddingMode: paddingMode) }
    }
    let (h, w) = y.pictureSize, draw = Draw(generator)
    require(size.height <= h && size.width <= w, "RandomCrop", "a part of \(size.height) × \(size.width) does not fit a picture of \(h) × \(w)")
    if (h, w) == size { return y }
    let top = draw.integer(0, h - size.height + 1), left = draw.integer(0, w - size.width + 1)
    return TF.crop(y, top: top, left: left, height: size.height, width: size.width)
  }
}
