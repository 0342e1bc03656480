import MartletCore

/// Mirrors a picture upside down with probability p.
public struct RandomVerticalFlip: PictureTransform {
  public let p: Double
  public let generator: Generator?

  public init(p: Double = 0.5, generator: Generator? = nil) {
    self.p = p
    self.generator = generator
  }

  public func callAsFunction<P: Picture>(_ x: P) -> P { Draw(generator).happens(p) ? TF.vflip(x) : x }
}
