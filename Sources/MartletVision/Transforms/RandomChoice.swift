import MartletCore

/// One of the given transforms, each with its probability `p`; all alike without it.
public struct RandomChoice: ChainTransform {
  public let transforms: [any Transform]
  public let p: [Double]
  public let generator: Generator?

  public init(_ transforms: [any Transform], p: [Double]? = nil, generator: Generator? = nil) {
    self.transforms = transforms
    self.p = p ?? [Double](repeating: 1, count: transforms.count)
    self.generator = generator
    require(
      !transforms.isEmpty && self.p.count == transforms.count && self.p.allSatisfy { $0 >= 0 } && self.p.contains { $0 > 0 },
      "RandomChoice", "expected a weight for each of \(transforms.count) transforms, not negative and not all 0, got \(self.p)")
  }

  public func apply(_ x: Visual) -> Visual {
    var left = Draw(generator).uniform((0, p.reduce(0, +)))
    let chosen = p.firstIndex { weight in
      left -= weight
      return left < 0
    }
    return transforms[chosen ?? p.lastIndex { $0 > 0 }!].apply(x)
  }
}
