import CImage
import Glibc
import MartletCore

extension TF {
  /// Turns a picture counter-clockwise by an angle in degrees (`PIL.Image.rotate`).
  ///
  /// - Parameters:
  ///   - expand: make the result large enough for the whole picture, instead of keeping the size.
  ///   - center: the point (x, y) that stays where it is, from the top left corner; the middle without it.
  ///   - fill: the colour of what comes from outside, one number or one for each channel.
  public static func rotate(
    _ image: Image, _ angle: Double, interpolation: Interpolation = .nearest, expand: Bool = false, center: (Double, Double)? = nil,
    fill: any ChannelValues = 0
  ) -> Image {
    let turn = angle - 360 * (angle / 360).rounded(.down)
    if center == nil, let quarter = quarterTurn(image, turn, expand) { return quarter }
    let (w, h) = (Double(image.width), Double(image.height)), c = center ?? (w / 2, h / 2)
    let radians = -turn * .pi / 180
    // Rounded to 15 decimals as PIL does: a right angle's cosine is then 0, not 6e-17.
    let (cosine, sine) = (rounded15(cos(radians)), rounded15(sin(radians)))
    var map = AffineMap(cosine, sine, 0, -sine, cosine, 0)
    map.shift(by: map.applied(-c.0, -c.1))
    map.shift(by: c)
    var (width, height) = (image.width, image.height)
    if expand {
      let corners = [(0, 0), (w, 0), (w, h), (0, h)].map { map.applied($0.0, $0.1) }
      func extent(_ v: [Double]) -> Int { Int(v.max()!.rounded(.up) - v.min()!.rounded(.down)) }
      (width, height) = (extent(corners.map(\.0)), extent(corners.map(\.1)))
      let origin = map.applied(-(Double(width) - w) / 2, -(Double(height) - h) / 2)
      (map.a[2], map.a[5]) = origin
    }
    return warp(image, width, height, map.a + [0, 0], interpolation, fill, "rotate")
  }

  /// Turns counter-clockwise by `angle` degrees, shears, scales and moves a picture around its middle or `center`.
  ///
  /// - Parameters:
  ///   - translate: how far to the right and down, in pixels.
  ///   - shear: degrees along x, or along x and y.
  ///   - center: the point (x, y) that turning and scaling keep, from the top left corner; the middle without it.
  ///   - fill: the colour of what comes from outside, one number or one for each channel.
  public static func affine(
    _ image: Image, angle: Double, translate: (Int, Int), scale: Double, shear: any ChannelValues, interpolation: Interpolation = .nearest,
    fill: any ChannelValues = 0, center: (Double, Double)? = nil
  ) -> Image {
    let shears = shear.values
    require(scale > 0, "affine", "scale must be positive, got \(scale)")
    require(shears.count == 1 || shears.count == 2, "affine", "shear must be one or two angles, got \(shears)")
    let c = center ?? (Double(image.width) * 0.5, Double(image.height) * 0.5)
    // The inverse of T C R(angle) S(scale) SHy SHx C⁻¹, whose rotation and shears have determinant 1.
    let turn = angle * .pi / 180, sx = shears[0] * .pi / 180, sy = shears.count == 2 ? shears[1] * .pi / 180 : 0
    let p = cos(turn - sy) / cos(sy), q = -p * tan(sx) - sin(turn)
    let r = sin(turn - sy) / cos(sy), s = -r * tan(sx) + cos(turn)
    var map = AffineMap(s / scale, -q / scale, 0, -r / scale, p / scale, 0)
    map.shift(by: map.applied(-c.0 - Double(translate.0), -c.1 - Double(translate.1)))
    map.shift(by: c)
    return warp(image, image.width, image.height, map.a + [0, 0], interpolation, fill, "affine")
  }

  /// Moves four points of a picture, `startpoints`, to `endpoints`, and all others along straight lines.
  ///
  /// Points are (x, y): top left, top right, bottom right, bottom left. Stops when three of them lie on a line.
  public static func perspective(
    _ image: Image, startpoints: [(Int, Int)], endpoints: [(Int, Int)], interpolation: Interpolation = .bilinear,
    fill: any ChannelValues = 0
  ) -> Image {
    require(
      startpoints.count == 4 && endpoints.count == 4, "perspective",
      "expected four points each, got \(startpoints.count) and \(endpoints.count)")
    // Two equations for each point: what the inverse map makes of its end is its start.
    var rows: [[Double]] = [], targets: [Double] = []
    for (start, end) in zip(startpoints, endpoints) {
      let (u, v, x, y) = (Double(start.0), Double(start.1), Double(end.0), Double(end.1))
      rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
      targets += [u, v]
    }
    let solution = Linalg.solve(Tensor(rows, dtype: .float64), Tensor(targets, dtype: .float64))
    return warp(image, image.width, image.height, solution.to(.float32).toArray(Double.self), interpolation, fill, "perspective")
  }

  private static func warp(
    _ image: Image, _ width: Int, _ height: Int, _ a: [Double], _ interpolation: Interpolation, _ fill: any ChannelValues,
    _ op: String
  ) -> Image {
    require(interpolation.isForWarping, op, "interpolation must be .nearest, .bilinear or .bicubic, got .\(interpolation)")
    if interpolation == .nearest, a[1] == 0, a[3] == 0, a[6] == 0, a[7] == 0 {
      return image.gathered(
        rows: nearestIndices(count: height, of: image.height, from: a[5], step: a[4]),
        columns: nearestIndices(count: width, of: image.width, from: a[2], step: a[0]), fill: fill.values)
    }
    let fill = image.samples(of: fill.values)
    func run(_ image: Image) -> Image {
      image.mapped(width: width, height: height) { ci_transform($0, $1, a, interpolation.filter, fill) }
    }
    return interpolation == .nearest ? run(image) : image.blendingPremultiplied(run)
  }

  /// Multiples of 90° that move whole pixels; nil for other angles, and where the result would not fit the size.
  private static func quarterTurn(_ image: Image, _ turn: Double, _ expand: Bool) -> Image? {
    switch turn {
    case 0: image
    case 180: vflip(hflip(image))
    case 90 where expand || image.width == image.height: vflip(image.transposed())
    case 270 where expand || image.width == image.height: hflip(image.transposed())
    default: nil
    }
  }
}

/// (x, y) ↦ (a₀ x + a₁ y + a₂, a₃ x + a₄ y + a₅).
private struct AffineMap {
  var a: [Double]
  init(_ a: Double...) { self.a = a }

  func applied(_ x: Double, _ y: Double) -> (Double, Double) { (a[0] * x + a[1] * y + a[2], a[3] * x + a[4] * y + a[5]) }

  mutating func shift(by offset: (Double, Double)) {
    a[2] += offset.0
    a[5] += offset.1
  }
}

private func rounded15(_ x: Double) -> Double { (x * 1e15).rounded(.toNearestOrEven) / 1e15 }
