import MartletCore

/// Surrounds a picture with a border of one width, (left and right, top and bottom), or (left, top, right, bottom).
public struct Pad: PictureTransform {
  public let padding: any IntOrArray
  public let fill: any ChannelValues
  public let paddingMode: BorderMode

  public init(_ padding: any IntOrArray, fill: any ChannelValues = 0, paddingMode: BorderMode = .constant) {
    self.padding = padding
    self.fill = fill
    self.paddingMode = paddingMode
  }

  public func callAsFunction<P: Picture>(_ x: P) -> P { TF.pad(x, padding, fill: fill, paddingMode: paddingMode) }
}
