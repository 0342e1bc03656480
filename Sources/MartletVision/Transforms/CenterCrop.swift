import MartletCore

/// The middle of a picture, surrounded with 0 where it is smaller than `size`, one number or (height, width).
public struct CenterCrop: PictureTransform {
  public let size: (height: Int, width: Int)

  public init(_ size: any IntOrArray) { self.size = heightAndWidth(size, "CenterCrop") }

  public func callAsFunction<P: Picture>(_ x: P) -> P { TF.centerCrop(x, [size.height, size.width]) }
}
