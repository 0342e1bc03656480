import MartletCore

/// Turns, moves, scales and shears an image at random around its middle or `center`.
///
/// - `degrees`: −degrees…degrees, or a range of two. `translate`: the most by which the image moves, as shares of its width and height.
///   `scale`: a range of factors. `shear`: −shear…shear along x; a range along x; or ranges along x and y (four numbers).
public struct RandomAffine: ImageTransform {
  public let degrees: (Double, Double)
  public let translate: (Double, Double)?, scale: (Double, Double)?
  public let shear: [Double]?
  public let interpolation: Interpolation
  public let fill: any ChannelValues
  public let center: (Double, Double)?
  public let generator: Generator?

  public init(
    _ degrees: any ChannelValues, translate: (Double, Double)? = nil, scale: (Double, Double)? = nil, shear: (any ChannelValues)? = nil,
    interpolation: Interpolation = .nearest, fill: any ChannelValues = 0, center: (Double, Double)? = nil, generator: Generator? = nil
  ) {
    if let t = translate {
      require((0...1).contains(t.0) && (0...1).contains(t.1), "RandomAffine", "translate must be shares in 0…1, got \(t)")
    }
    if let s = scale { require(s.0 > 0 && s.0 <= s.1, "RandomAffine", "scale must be a rising range of positive factors, got \(s)") }
    self.degrees = symmetricRange(degrees, "RandomAffine", "degrees")
    self.translate = translate
    self.scale = scale
    self.shear = shear.map { shear in
      if shear.values.count == 4 { return shear.values }
      let x = symmetricRange(shear, "RandomAffine", "shear")
      return [x.0, x.1]
    }
    self.interpolation = interpolation
    self.fill = fill
    self.center = center
    self.generator = generator
  }

  public func callAsFunction(_ image: Image) -> Image {
    let draw = Draw(generator)
    let angle = draw.uniform(degrees)
    func shift(_ share: Double, _ size: Int) -> Int {
      let most = share * Double(size)
      return Int(draw.uniform((-most, most)).rounded(.toNearestOrEven))
    }
    let moved = translate.map { (shift($0.0, image.width), shift($0.1, image.height)) } ?? (0, 0)
    let factor = scale.map(draw.uniform) ?? 1
    let x = shear.map { draw.uniform(($0[0], $0[1])) } ?? 0
    let y = shear.map { $0.count == 4 ? draw.uniform(($0[2], $0[3])) : 0 } ?? 0
    return TF.affine(
      image, angle: angle, translate: moved, scale: factor, shear: [x, y], interpolation: interpolation, fill: fill, center: center)
  }
}
