/// How `F.interpolate` finds a value between the elements.
public enum InterpolationMode: Sendable {
  /// The element below, as OpenCV's INTER_NEAREST.
  case nearest
  /// The nearest element, as Pillow's and scikit-image's.
  case nearestExact
  /// Straight lines through 1, 2 or 3 dims.
  case linear, bilinear, trilinear
  /// Cubic convolution with a = −¾ (−½ with antialias).
  case bicubic
  /// The mean of the covered elements.
  case area
}

extension F {
  /// Resamples the last dims of x (N, C, …) to `size`, or by `scaleFactor`.
  ///
  /// - Parameters:
  ///   - alignCorners: the centres of the corner elements stay where they are, instead of their outer edges; for the linear modes and
  ///     `.bicubic`.
  ///   - recomputeScaleFactor: use the ratio of the sizes, not the given factor, as the step between samples.
  ///   - antialias: widen the filter when shrinking, as Pillow does; for `.bilinear` and `.bicubic`.
  ///
  /// Stops unless exactly one of size and scaleFactor is given and the mode fits the number of dims.
  public static func interpolate(
    _ x: Tensor, size: (some IntOrArray)? = Optional<Int>.none, scaleFactor: (some NumberOrArray)? = Optional<Double>.none,
    mode: InterpolationMode = .nearest, alignCorners: Bool? = nil, recomputeScaleFactor: Bool? = nil, antialias: Bool = false
  ) -> Tensor {
    let op = "interpolate", n = x.dims.count - 2
    require(n >= 1 && n <= 3, op, "expected an input of 3 to 5 dims (N, C, …), got \(x.dims)")
    let fits: [Int]
    switch mode {
    case .linear: fits = [1]
    case .bilinear, .bicubic: fits = [2]
    case .trilinear: fits = [3]
    case .nearest, .nearestExact, .area: fits = [1, 2, 3]
    }
    require(fits.contains(n), op, "mode \(mode) does not fit an input of shape \(x.dims)")
    let smooth = ![.nearest, .nearestExact, .area].contains(mode)
    require(alignCorners == nil || smooth, op, "alignCorners is for the linear modes and .bicubic, not for \(mode)")
    require(!antialias || mode == .bilinear || mode == .bicubic, op, "antialias is for .bilinear and .bicubic, not for \(mode)")
    require((size == nil) != (scaleFactor == nil), op, "exactly one of size and scaleFactor must be given")
    let input = Array(x.shape.suffix(n))
    var output: [Int], factors: [Double?] = [Double?](repeating: nil, count: n)
    if let s = size?.ints {
      require(s.count == 1 || s.count == n, op, "size must be one number or \(n), got \(s)")
      require(recomputeScaleFactor != true, op, "recomputeScaleFactor needs scaleFactor")
      output = s.count == n ? s : [Int](repeating: s[0], count: n)
    } else {
      let f = scaleFactor!.doubles
      require(f.count == 1 || f.count == n, op, "scaleFactor must be one number or \(n), got \(f)")
      let each = f.count == n ? f : [Double](repeating: f[0], count: n)
      require(each.allSatisfy(\.isFinite), op, "scaleFactor must be finite, got \(f)")
      output = (0..<n).map { Int((Double(input[$0]) * each[$0]).rounded(.down)) }
      if recomputeScaleFactor != true { factors = each }
    }
    require(output.allSatisfy { $0 > 0 } && input.allSatisfy { $0 > 0 }, op, "sizes must be positive, got \(input) to \(output)")

    if mode == .area {
      switch n {
      case 1: return adaptiveAvgPool1d(x, output)
      case 2: return adaptiveAvgPool2d(x, output)
      default: return adaptiveAvgPool3d(x, output)
      }
    }
    var y = smooth ? x.widened : x
    if x.dtype == .uint8 && smooth { y = y.float() }
    require(!smooth || y.dtype.isFloatingPoint, op, "mode \(mode) does not take \(x.dtype) tensors")
    for i in (0..<n).reversed() {
      let line = ResampledLine(input: input[i], output: output[i], factor: factors[i], alignCorners: alignCorners ?? false)
      switch mode {
      case .nearest: y = line.picked(y, i + 2, offset: 0, bySizes: n == 2)  // PyTorch's rule for images alone
      case .nearestExact: y = line.picked(y, i + 2, offset: 0.5)
      case .bicubic: y = antialias ? line.filtered(y, i + 2, support: 2, ResampledLine.cubicFilter) : line.cubic(y, i + 2)
      default: y = antialias ? line.filtered(y, i + 2, support: 1) { Swift.max(0, 1 - abs($0)) } : line.linear(y, i + 2)
      }
      // PyTorch and Pillow keep bytes between the dims.
      if x.dtype == .uint8 && smooth { y = (y + 0.5).floor().clamp(min: 0, max: 255) }
    }
    return y === x ? x.clone() : y.to(x.dtype)
  }

  /// `interpolate` with mode `.nearest`, or with another one.
  public static func upsample(
    _ x: Tensor, size: (some IntOrArray)? = Optional<Int>.none, scaleFactor: (some NumberOrArray)? = Optional<Double>.none,
    mode: InterpolationMode = .nearest, alignCorners: Bool? = nil
  ) -> Tensor { interpolate(x, size: size, scaleFactor: scaleFactor, mode: mode, alignCorners: alignCorners) }

  /// `interpolate` with mode `.nearest`.
  public static func upsampleNearest(
    _ x: Tensor, size: (some IntOrArray)? = Optional<Int>.none, scaleFactor: (some NumberOrArray)? = Optional<Double>.none
  ) -> Tensor { interpolate(x, size: size, scaleFactor: scaleFactor, mode: .nearest) }

  /// `interpolate` with mode `.bilinear` and aligned corners.
  public static func upsampleBilinear(
    _ x: Tensor, size: (some IntOrArray)? = Optional<Int>.none, scaleFactor: (some NumberOrArray)? = Optional<Double>.none
  ) -> Tensor { interpolate(x, size: size, scaleFactor: scaleFactor, mode: .bilinear, alignCorners: true) }
}

/// A number or several: how scale factors are given.
public protocol NumberOrArray { var doubles: [Double] { get } }
extension Double: NumberOrArray { public var doubles: [Double] { [self] } }
extension Int: NumberOrArray { public var doubles: [Double] { [Double(self)] } }
extension Array: NumberOrArray where Element: BinaryFloatingPoint { public var doubles: [Double] { map { Double($0) } } }
