import MartletCore

/// The four corners and the centre.
///
/// Each later step of a chain works on each of the five, and `tensor` stacks them.
public struct FiveCrop: Transform {
  public let size: (height: Int, width: Int)

  public init(_ size: any IntOrArray) { self.size = heightAndWidth(size, "FiveCrop") }

  public func callAsFunction<P: Picture>(_ x: P) -> [P] { TF.fiveCrop(x, [size.height, size.width]) }

  public func apply(_ x: Visual) -> Visual {
    x.mapped { .crops(self($0).map(Visual.image)) } tensor: { .crops(self($0).map(Visual.tensor)) }
  }
}
