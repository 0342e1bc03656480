import CImage

extension Image {
  /// The picture with other channels: luminance by ITU-R 601-2 as PIL rounds it, grey repeated, alpha dropped or fully opaque.
  public func converted(to mode: Mode) -> Image {
    mode == self.mode ? self : mapped(mode: mode, orientation: orientation) { ci_convert($0, $1) }
  }

  /// The picture with 8 bits a sample: of 16 the upper ones.
  public var eightBit: Image { bitDepth == 8 ? self : mapped(bitDepth: 8, orientation: orientation) { ci_narrow($0, $1) } }

  /// The picture as EXIF says that it should be seen (`PIL.ImageOps.exif_transpose`).
  public func uprighted() -> Image {
    // EXIF names the sides of the picture that row 0 and column 0 are.
    switch orientation {
    case 2: TF.hflip(self)
    case 3: TF.vflip(TF.hflip(self))
    case 4: TF.vflip(self)
    case 5: transposed()
    case 6: TF.hflip(transposed())
    case 7: TF.vflip(TF.hflip(transposed()))
    case 8: TF.vflip(transposed())
    default: self
    }
  }

  /// Rows and columns exchanged.
  func transposed() -> Image { mapped(width: height, height: width) { ci_transpose($0, $1) } }
}
