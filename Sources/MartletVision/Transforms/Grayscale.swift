/// Luminance in one channel, or repeated in three.
public struct Grayscale: ImageTransform {
  public let numOutputChannels: Int

  public init(numOutputChannels: Int = 1) { self.numOutputChannels = numOutputChannels }

  public func callAsFunction(_ image: Image) -> Image { TF.toGrayscale(image, numOutputChannels: numOutputChannels) }
}
