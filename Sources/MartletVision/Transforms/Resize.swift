import MartletCore

/// Resizes to (height, width), or the shorter side to one number; PIL's antialiasing arithmetic. `antialias: false` leaves the filter out for tensors.
public struct Resize: PictureTransform {
  public let size: any IntOrArray
  public let interpolation: Interpolation
  public let maxSize: Int?
  public let antialias: Bool

  public init(_ size: any IntOrArray, interpolation: Interpolation = .bilinear, maxSize: Int? = nil, antialias: Bool = true) {
    self.size = size
    self.interpolation = interpolation
    self.maxSize = maxSize
    self.antialias = antialias
  }

  public func callAsFunction<P: Picture>(_ x: P) -> P {
    TF.resize(x, size, interpolation: interpolation, maxSize: maxSize, antialias: antialias)
  }
}
