import Martlet
import Testing

/// Random transforms draw as torchvision's do: with PyTorch's generator, the same seed makes the same picture.
@Suite struct RandomTransformTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let make: @Sendable (Generator) -> any Transform
    let testDescription: String
    /// How the checksums begin that torchvision 0.29 with Pillow 13 gives after `torch.manual_seed(0)`, `(1)` and `(2)`.
    let checksums: [String]

    init(_ make: @escaping @Sendable (Generator) -> any Transform, _ name: String, _ checksums: String...) {
      self.make = make
      testDescription = name
      self.checksums = checksums
    }
  }

  static let cases = [
    Case({ RandomHorizontalFlip(generator: $0) }, "RandomHorizontalFlip",
      "553df98b44bc", "335e4c39718f", "335e4c39718f"),
    Case({ RandomVerticalFlip(p: 0.7, generator: $0) }, "RandomVerticalFlip",
      "56c18be12c42", "335e4c39718f", "56c18be12c42"),
    Case({ RandomCrop([20, 25], padding: 4, generator: $0) }, "RandomCrop",
      "5c108d30267e", "dbde3b67dec2", "1d94fdede630"),
    Case({ RandomResizedCrop(16, generator: $0) }, "RandomResizedCrop",
      "b2c16fc07437", "de6d88bc0a81", "a6752e9fa727"),
    Case({ RandomRotation(45, generator: $0) }, "RandomRotation",
      "335e4c39718f", "938ec030c556", "c22cd8b5e2b3"),
    Case({ RandomAffine(
        30, translate: (0.1, 0.2), scale: (0.8, 1.2), shear: [-5, 5, -3, 3], generator: $0) }, "RandomAffine",
      "e37c0b6046eb", "3be8c965773c", "8b81a9564756"),
    Case({ RandomPerspective(p: 1, generator: $0) }, "RandomPerspective",
      "80121bd817b9", "4c45a5352786", "aad7f45bc13c"),
    Case({ ColorJitter(brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.2, generator: $0) }, "ColorJitter",
      "6a409a40631e", "ff41adda2ca1", "5d02536309f4"),
    Case({ RandomGrayscale(p: 0.5, generator: $0) }, "RandomGrayscale",
      "54e6a9814bd4", "335e4c39718f", "335e4c39718f"),
    Case({ GaussianBlur(5, generator: $0) }, "GaussianBlur",
      "ef8faa780816", "1386b7a17fa0", "6ab77e9f9116"),
  ]

  @Test(arguments: cases)
  func drawsAsTorchvisionDoes(_ c: Case) {
    for (seed, checksum) in c.checksums.enumerated() {
      let image = c.make(Generator(seed: seed, kind: .torch)).apply(.image(formulaPicture)).image
      #expect(image.md5.hasPrefix(checksum), "seed \(seed)")
    }
  }

  /// The sums after torchvision's `RandomErasing(p=0.9, value=7)`.
  @Test func erasing() {
    for (seed, sum) in [342_789.0, 412_472, 402_099].enumerated() {
      let erase = RandomErasing(p: 0.9, value: 7, generator: Generator(seed: seed, kind: .torch))
      #expect(erase(formulaPicture.tensor.to(.float32)).sum().item() == sum)
    }
  }

  @Test func choicesFollowTheirWeights() {
    let generator = Generator(seed: 3)
    let choice = RandomChoice(
      [ImageLambda { TF.invert($0) }, ImageLambda { $0 }], p: [1, 3], generator: generator)
    let inverted = (0..<400).count { _ in choice(formulaPicture).image != formulaPicture }
    #expect((70...130).contains(inverted))
    let never = RandomApply([ImageLambda { TF.invert($0) }], p: 0, generator: generator)
    #expect(never(formulaPicture).image == formulaPicture)
    let order = RandomOrder([Resize(20), CenterCrop(10)], generator: generator)
    #expect(order(formulaPicture).image.width <= 27)
  }
}
