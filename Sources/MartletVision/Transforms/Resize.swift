import MartletCore

/// Resizes to (height, width), or the shorter side to one number; PIL's antialiasing arithmetic.
public struct Resize: PictureTransform {
  public let size: any IntOrArray
  public let interpolation: Interpolation
  public let maxSize: Int?

  public init(_ size: any IntOrArray, interpolation: Interpolation = .bilinear, maxSize: Int? = nil) {
    self.size = size
    self.interpolation = interpolation
    self.maxSize = maxSize
  }

  public func callAsFunction<P: Picture>(_ x: P) -> P { TF.resize(x, size, interpolation: interpolation, maxSize: maxSize) }
}
