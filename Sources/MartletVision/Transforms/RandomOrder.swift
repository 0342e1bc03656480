import MartletCore

/// All of the given transforms, in random order.
public struct RandomOrder: ChainTransform {
  public let transforms: [any Transform]
  public let generator: Generator?

  public init(_ transforms: [any Transform], generator: Generator? = nil) {
    self.transforms = transforms
    self.generator = generator
  }

  public func apply(_ x: Visual) -> Visual {
    Draw(generator).order(transforms.count).reduce(x) { transforms[$1].apply($0) }
  }
}
