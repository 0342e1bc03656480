import MartletCore

/// A step of a chain such as `Compose([RandomHorizontalFlip(), ToTensor()])`.
///
/// Each transform can also be called on its own: `Resize(16)(image)` is an `Image`, `ToTensor()(image)` a `Tensor`. Random ones draw
/// from the `generator` that they are given, or from the default one.
public protocol Transform {
  /// The step on whatever the chain has at this point.
  func apply(_ x: Visual) -> Visual
}

/// What flows through a chain of transforms.
public enum Visual {
  case image(Image)
  case tensor(Tensor)
  /// What `FiveCrop` and `TenCrop` make: every later step works on each.
  case crops([Visual])

  /// As a tensor: an image's samples as they are, (C, H, W); several crops stacked.
  public var tensor: Tensor {
    switch self {
    case .image(let image): image.tensor
    case .tensor(let x): x
    case .crops(let crops): Tensor.stack(crops.map(\.tensor))
    }
  }

  /// The image. Stops when it is not one any more.
  public var image: Image {
    guard case .image(let image) = self else { fail("Visual.image", "the chain has made a tensor or several crops") }
    return image
  }

  /// Runs one of two functions on each picture.
  func mapped(image: (Image) -> Visual, tensor: (Tensor) -> Visual) -> Visual {
    switch self {
    case .image(let x): image(x)
    case .tensor(let x): tensor(x)
    case .crops(let crops): .crops(crops.map { $0.mapped(image: image, tensor: tensor) })
    }
  }
}

/// A transform that moves pixels: images stay images and tensors tensors.
public protocol PictureTransform: Transform {
  func callAsFunction<P: Picture>(_ x: P) -> P
}

extension PictureTransform {
  public func apply(_ x: Visual) -> Visual { x.mapped { .image(self($0)) } tensor: { .tensor(self($0)) } }
}

/// A transform of images. A uint8 tensor (C, H, W) is taken as the image that it stands for.
public protocol ImageTransform: Transform {
  func callAsFunction(_ image: Image) -> Image
}

extension ImageTransform {
  public func apply(_ x: Visual) -> Visual {
    x.mapped { .image(self($0)) } tensor: { x in
      require(x.dtype == .uint8, "\(Self.self)", "expected an image, got a tensor of \(x.dtype); put the transform before ToTensor")
      return .tensor(self(Image(x)).tensor)
    }
  }
}

/// A transform of tensors (…, C, H, W).
public protocol TensorTransform: Transform {
  func callAsFunction(_ x: Tensor) -> Tensor
}

extension TensorTransform {
  public func apply(_ x: Visual) -> Visual {
    x.mapped { _ in fail("\(Self.self)", "expected a tensor, got an image; put ToTensor before it") } tensor: { .tensor(self($0)) }
  }
}

/// A transform that is made of others, and gives what they give.
public protocol ChainTransform: Transform {}

extension ChainTransform {
  public func callAsFunction(_ image: Image) -> Visual { apply(.image(image)) }
  public func callAsFunction(_ x: Tensor) -> Visual { apply(.tensor(x)) }
}
