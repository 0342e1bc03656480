import MartletCore

/// Mirrors a picture left to right with probability p.
public struct RandomHorizontalFlip: PictureTransform {
  public let p: Double
  public let generator: Generator?

  public init(p: Double = 0.5, generator: Generator? = nil) {
    self.p = p
    self.generator = generator
  }

  public func callAsFunction<P: Picture>(_ x: P) -> P { Draw(generator).happens(p) ? TF.hflip(x) : x }
}
