import MartletCore

/// Looks at an image from another side, with probability p: each corner moves inwards by up to `distortionScale` of half a side.
public struct RandomPerspective: ImageTransform {
  public let distortionScale: Double, p: Double
  public let interpolation: Interpolation
  public let fill: any ChannelValues
  public let generator: Generator?

  public init(
    distortionScale: Double = 0.5, p: Double = 0.5, interpolation: Interpolation = .bilinear, fill: any ChannelValues = 0,
    generator: Generator? = nil
  ) {
    require((0...1).contains(distortionScale), "RandomPerspective", "distortionScale must lie in 0…1, got \(distortionScale)")
    self.distortionScale = distortionScale
    self.p = p
    self.interpolation = interpolation
    self.fill = fill
    self.generator = generator
  }

  public func callAsFunction(_ image: Image) -> Image {
    let draw = Draw(generator)
    guard draw.happens(p) else { return image }
    let (w, h) = (image.width, image.height)
    func reach(_ size: Int) -> Int { Int(distortionScale * Double(size / 2)) }
    func near(_ size: Int) -> Int { draw.integer(0, reach(size) + 1) }
    func far(_ size: Int) -> Int { draw.integer(size - reach(size) - 1, size) }
    // In this order, which is that of the draws: top left, top right, bottom right, bottom left.
    let ends = [(near(w), near(h)), (far(w), near(h)), (far(w), far(h)), (near(w), far(h))]
    let starts = [(0, 0), (w - 1, 0), (w - 1, h - 1), (0, h - 1)]
    return TF.perspective(image, startpoints: starts, endpoints: ends, interpolation: interpolation, fill: fill)
  }
}
