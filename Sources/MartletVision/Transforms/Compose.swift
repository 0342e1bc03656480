/// Transforms one after the other.
///
/// `Compose([Resize(24), CenterCrop(20), ToTensor()])(image).tensor`. (https://pytorch.org/vision/stable/transforms.html)
public struct Compose: ChainTransform {
  public let transforms: [any Transform]

  public init(_ transforms: [any Transform]) { self.transforms = transforms }

  public func apply(_ x: Visual) -> Visual { transforms.reduce(x) { $1.apply($0) } }
}
