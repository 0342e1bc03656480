import MartletCore

/// Takes the colour away with probability p; the number of channels stays.
public struct RandomGrayscale: ImageTransform {
  public let p: Double
  public let generator: Generator?

  public init(p: Double = 0.1, generator: Generator? = nil) {
    self.p = p
    self.generator = generator
  }

  public func callAsFunction(_ image: Image) -> Image {
    Draw(generator).happens(p) ? TF.toGrayscale(image, numOutputChannels: image.mode.colours).converted(to: image.mode) : image
  }
}
