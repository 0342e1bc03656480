import MartletCore

/// An image as a tensor (C, H, W) of its samples as they are: uint8, or int32 where they have 16 bits.
public struct PILToTensor: Transform {
  public init() {}

  public func callAsFunction(_ image: Image) -> Tensor { TF.pilToTensor(image) }

  public func apply(_ x: Visual) -> Visual {
    x.mapped { .tensor(self($0)) } tensor: { _ in fail("PILToTensor", "expected an image, got a tensor") }
  }
}
