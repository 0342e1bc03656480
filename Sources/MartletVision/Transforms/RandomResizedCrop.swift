import MartletCore

/// A random part of a random shape, resized to `size`.
///
/// - `scale`: the part's share of the picture's area. `ratio`: its width over its height. Ten attempts are made to find one that fits;
///   after them the largest middle part of a permitted shape is taken.
public struct RandomResizedCrop: PictureTransform {
  public let size: (height: Int, width: Int)
  public let scale: (Double, Double), ratio: (Double, Double)
  public let interpolation: Interpolation
  public let generator: Generator?

  public init(
    _ size: any IntOrArray, scale: (Double, Double) = (0.08, 1), ratio: (Double, Double) = (3.0 / 4, 4.0 / 3),
    interpolation: Interpolation = .bilinear, generator: Generator? = nil
  ) {
    require(
      0 <= scale.0 && scale.0 <= scale.1 && 0 < ratio.0 && ratio.0 <= ratio.1, "RandomResizedCrop",
      "scale and ratio must be rising ranges of positive numbers, got \(scale) and \(ratio)")
    self.size = heightAndWidth(size, "RandomResizedCrop")
    self.scale = scale
    self.ratio = ratio
    self.interpolation = interpolation
    self.generator = generator
  }

  public func callAsFunction<P: Picture>(_ x: P) -> P {
    let (top, left, height, width) = part(x.pictureSize)
    return TF.resizedCrop(
      x, top: top, left: left, height: height, width: width, size: [size.height, size.width], interpolation: interpolation)
  }

  private func part(_ picture: (height: Int, width: Int)) -> (top: Int, left: Int, height: Int, width: Int) {
    let (h, w) = picture, draw = Draw(generator)
    for _ in 0..<10 {
      let (width, height) = draw.rectangle(area: h * w, scale: scale, ratio: ratio)
      guard width > 0, height > 0, width <= w, height <= h else { continue }
      let top = draw.integer(0, h - height + 1), left = draw.integer(0, w - width + 1)
      return (top, left, height, width)
    }
    func rounded(_ x: Double) -> Int { Int(x.rounded(.toNearestOrEven)) }
    let shape = Double(w) / Double(h)
    let height = shape < ratio.0 ? rounded(Double(w) / ratio.0) : h
    let width = shape > ratio.1 ? rounded(Double(h) * ratio.1) : w
    return ((h - height) / 2, (w - width) / 2, height, width)
  }
}
