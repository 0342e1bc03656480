import MartletCore

/// The four corners and the centre, and the same of the mirror image, left to right or upside down.
///
/// Each later step of a chain works on each of the ten, and `tensor` stacks them.
public struct TenCrop: Transform {
  public let size: (height: Int, width: Int)
  public let verticalFlip: Bool

  public init(_ size: any IntOrArray, verticalFlip: Bool = false) {
    self.size = heightAndWidth(size, "TenCrop")
    self.verticalFlip = verticalFlip
  }

  public func callAsFunction<P: Picture>(_ x: P) -> [P] { TF.tenCrop(x, [size.height, size.width], verticalFlip: verticalFlip) }

  public func apply(_ x: Visual) -> Visual {
    x.mapped { .crops(self($0).map(Visual.image)) } tensor: { .crops(self($0).map(Visual.tensor)) }
  }
}
