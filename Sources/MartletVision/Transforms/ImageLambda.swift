/// A function of an image as a step of a chain; for functions of tensors there is `Lambda`.
public struct ImageLambda: ImageTransform {
  private let function: (Image) -> Image

  public init(_ function: @escaping (Image) -> Image) { self.function = function }

  public func callAsFunction(_ image: Image) -> Image { function(image) }
}
