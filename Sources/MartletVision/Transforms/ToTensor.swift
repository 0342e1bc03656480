import MartletCore

/// An image as a tensor (C, H, W) of float32 in 0…1: samples divided by 255, or by 65535 where they have 16 bits.
public struct ToTensor: Transform {
  public init() {}

  public func callAsFunction(_ image: Image) -> Tensor { TF.toTensor(image) }

  public func apply(_ x: Visual) -> Visual {
    x.mapped { .tensor(self($0)) } tensor: { _ in fail("ToTensor", "expected an image, got a tensor") }
  }
}
