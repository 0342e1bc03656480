import MartletCore

/// Changes brightness, contrast, saturation and hue by random factors, in random order.
///
/// A number b means factors from max(0, 1 − b)…1 + b, two numbers a range of factors; for the hue −b…b, within −½…½.
public struct ColorJitter: ImageTransform {
  public let brightness: (Double, Double)?, contrast: (Double, Double)?, saturation: (Double, Double)?, hue: (Double, Double)?
  public let generator: Generator?

  public init(
    brightness: any ChannelValues = 0, contrast: any ChannelValues = 0, saturation: any ChannelValues = 0, hue: any ChannelValues = 0,
    generator: Generator? = nil
  ) {
    self.brightness = Self.factors(brightness, "brightness")
    self.contrast = Self.factors(contrast, "contrast")
    self.saturation = Self.factors(saturation, "saturation")
    let turn = symmetricRange(hue, "ColorJitter", "hue")
    require(-0.5 <= turn.0 && turn.0 <= turn.1 && turn.1 <= 0.5, "ColorJitter", "hue must lie in −0.5…0.5, got \(turn)")
    self.hue = turn == (0, 0) ? nil : turn
    self.generator = generator
  }

  public func callAsFunction(_ image: Image) -> Image {
    let draw = Draw(generator)
    let order = draw.order(4)
    let factors = [brightness, contrast, saturation, hue].map { $0.map(draw.uniform) }
    let adjust = [TF.adjustBrightness, TF.adjustContrast, TF.adjustSaturation, TF.adjustHue]
    return order.reduce(image) { image, i in factors[i].map { adjust[i](image, $0) } ?? image }
  }

  /// The range of factors around 1; nil when it is only that.
  private static func factors(_ value: any ChannelValues, _ name: String) -> (Double, Double)? {
    let (low, high) = symmetricRange(value, "ColorJitter", name)
    let range = value.values.count == 2 ? (low, high) : (max(0, 1 + low), 1 + high)
    require(0 <= range.0 && range.0 <= range.1, "ColorJitter", "\(name) must be a rising range of factors that are not negative, got \(range)")
    return range == (1, 1) ? nil : range
  }
}
