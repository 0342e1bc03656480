import MartletCore

extension TF {
  /// Luminance by ITU-R 601-2, in one channel or repeated in three; alpha is dropped.
  public static func toGrayscale(_ image: Image, numOutputChannels: Int = 1) -> Image {
    require(
      numOutputChannels == 1 || numOutputChannels == 3, "toGrayscale", "numOutputChannels must be 1 or 3, got \(numOutputChannels)")
    let gray = image.converted(to: .gray)
    return numOutputChannels == 1 ? gray : gray.converted(to: .rgb)
  }
}
