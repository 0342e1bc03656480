import CImage
import MartletCore

extension TF {
  /// Brightness times `factor`: 0 is black, 1 the picture.
  public static func adjustBrightness(_ image: Image, brightnessFactor factor: Double) -> Image {
    requireFactor(factor, "adjustBrightness")
    return blended(image, towards: 0, factor)
  }

  /// Contrast around the mean luminance: 0 is plain grey, 1 the picture.
  public static func adjustContrast(_ image: Image, contrastFactor factor: Double) -> Image {
    requireFactor(factor, "adjustContrast")
    let counts = histogram(image.eightBit.converted(to: .gray))[0]
    let sum = counts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    let mean = Double(sum) / Double(image.width * image.height)
    return blended(image, towards: UInt8(mean + 0.5), factor)
  }

  /// Saturation: 0 is greyscale, 1 the picture.
  public static func adjustSaturation(_ image: Image, saturationFactor factor: Double) -> Image {
    requireFactor(factor, "adjustSaturation")
    let image = image.eightBit
    return image.mode.colours == 1 ? image : blended(image, from: image.converted(to: .gray), factor)
  }

  /// Sharpness: 0 is smoothed, 1 the picture, 2 sharpened.
  public static func adjustSharpness(_ image: Image, sharpnessFactor factor: Double) -> Image {
    requireFactor(factor, "adjustSharpness")
    let image = image.eightBit
    return blended(image, from: image.mapped { ci_smooth($0, $1) }, factor)
  }

  /// Turns all hues by `factor` of a circle, −½ to ½; greyscale stays.
  public static func adjustHue(_ image: Image, hueFactor factor: Double) -> Image {
    require(factor >= -0.5 && factor <= 0.5, "adjustHue", "factor must lie in −0.5…0.5, got \(factor)")
    let image = image.eightBit
    if image.mode.colours == 1 { return image }
    let shift = UInt8(truncatingIfNeeded: Int(factor * 255))
    return image.mapped { ci_turn_hue($0, $1, shift) }
  }

  private static func requireFactor(_ factor: Double, _ op: String) {
    require(factor >= 0 && factor.isFinite, op, "factor must not be negative, got \(factor)")
  }

  private static func blended(_ image: Image, from base: Image, _ factor: Double) -> Image {
    image.mapped { from, to in base.withRaw { ci_blend($0, from, to, Float(factor)) } }
  }

  /// The same blend where the other picture has one value everywhere.
  private static func blended(_ image: Image, towards base: UInt8, _ factor: Double) -> Image {
    lookup(image) { _ in
      (0..<256).map { value in
        let (from, factor) = (Float(base), Float(factor))
        return UInt8(min(max(from + factor * (Float(value) - from), 0), 255))
      }
    }
  }
}
