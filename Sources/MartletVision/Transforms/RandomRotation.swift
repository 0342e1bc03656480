import MartletCore

/// Turns an image by an angle from −degrees…degrees, or from a range of two; counter-clockwise is positive.
///
/// See `TF.rotate` for `expand`, `center` and `fill`.
public struct RandomRotation: ImageTransform {
  public let degrees: (Double, Double)
  public let interpolation: Interpolation
  public let expand: Bool
  public let center: (Double, Double)?
  public let fill: any ChannelValues
  public let generator: Generator?

  public init(
    _ degrees: any ChannelValues, interpolation: Interpolation = .nearest, expand: Bool = false, center: (Double, Double)? = nil,
    fill: any ChannelValues = 0, generator: Generator? = nil
  ) {
    self.degrees = symmetricRange(degrees, "RandomRotation", "degrees")
    self.interpolation = interpolation
    self.expand = expand
    self.center = center
    self.fill = fill
    self.generator = generator
  }

  public func callAsFunction(_ image: Image) -> Image {
    TF.rotate(image, Draw(generator).uniform(degrees), interpolation: interpolation, expand: expand, center: center, fill: fill)
  }
}
