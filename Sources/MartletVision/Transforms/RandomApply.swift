import MartletCore

/// All of the given transforms with probability p, or none of them.
public struct RandomApply: ChainTransform {
  public let transforms: [any Transform]
  public let p: Double
  public let generator: Generator?

  public init(_ transforms: [any Transform], p: Double = 0.5, generator: Generator? = nil) {
    self.transforms = transforms
    self.p = p
    self.generator = generator
  }

  public func apply(_ x: Visual) -> Visual { Draw(generator).happens(p) ? Compose(transforms).apply(x) : x }
}
