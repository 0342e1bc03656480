import CImage
import MartletCore

/// What can be cropped, padded, flipped and resized: an `Image`, or a tensor (…, H, W).
public protocol Picture {
  /// Height and width in pixels.
  var pictureSize: (height: Int, width: Int) { get }
  /// Row y and column x of the result are `rows[y]` and `columns[x]` of the picture, or `fill` where one of them is negative.
  func gathered(rows: [Int32], columns: [Int32], fill: [Double]) -> Self
  /// Resized with an antialiasing filter, or without one where the picture is a tensor.
  func resampled(height: Int, width: Int, _ interpolation: Interpolation, antialias: Bool) -> Self
  /// What a function of planes (…, H, W) makes of it; an image's are uint8.
  func throughPlanes(_ body: (Tensor) -> Tensor) -> Self
}

extension Image: Picture {
  public var pictureSize: (height: Int, width: Int) { (height, width) }

  public func gathered(rows: [Int32], columns: [Int32], fill: [Double]) -> Image {
    let fill = samples(of: fill)
    return mapped(width: columns.count, height: rows.count) { ci_gather($0, $1, rows, columns, fill) }
  }

  public func resampled(height: Int, width: Int, _ interpolation: Interpolation, antialias: Bool) -> Image {
    blendingPremultiplied { image in
      image.mapped(width: width, height: height) { from, to in
        require(ci_resample(from, to, interpolation.filter) == 0, "resize", "no memory to resize \(self) to \(width) × \(height)")
      }
    }
  }

  public func throughPlanes(_ body: (Tensor) -> Tensor) -> Image { Image(body(eightBit.tensor)) }

  /// A sample for each channel: one number serves for all of them.
  func samples(of fill: [Double]) -> [UInt16] {
    require(
      fill.count == 1 || fill.count == channels, "fill", "\(fill.count) numbers are given for \(channels) channels: expected 1 or \(channels)")
    let most = Double(1 << bitDepth - 1)
    return (0..<channels).map { UInt16(min(max(fill[fill.count == 1 ? 0 : $0], 0), most)) }
  }

  /// Runs what mixes neighbouring pixels: colours behind a transparent pixel must not show in its neighbours.
  func blendingPremultiplied(_ body: (Image) -> Image) -> Image {
    guard mode.hasAlpha, bitDepth == 8 else { return body(self) }
    return body(mapped { ci_premultiply($0, $1) }).mapped { ci_unpremultiply($0, $1) }
  }
}

extension Tensor: Picture {
  public var pictureSize: (height: Int, width: Int) {
    require(ndim >= 2, "pictureSize", "a picture needs a shape (…, H, W), got \(shape)")
    return (size(-2), size(-1))
  }

  public func gathered(rows: [Int32], columns: [Int32], fill: [Double]) -> Tensor {
    let channels = ndim > 2 ? size(-3) : 1
    require(
      fill.count == 1 || fill.count == channels, "fill", "\(fill.count) numbers are given for \(channels) channels: expected 1 or \(channels)")
    let (y, x) = (Tensor(rows, dtype: .int64), Tensor(columns, dtype: .int64))
    let inner = indexSelect(dim: -2, index: y.clamp(min: 0)).indexSelect(dim: -1, index: x.clamp(min: 0))
    guard rows.contains(where: { $0 < 0 }) || columns.contains(where: { $0 < 0 }) else { return inner }
    let outside = (y.unsqueeze(1) .< 0) .| (x .< 0)
    let border = Tensor(fill, dtype: dtype).reshape(fill.count == 1 ? [] : [channels, 1, 1])
    return Tensor.where(outside, border, inner)
  }

  public func resampled(height: Int, width: Int, _ interpolation: Interpolation, antialias: Bool) -> Tensor {
    require(
      interpolation == .bilinear || interpolation == .bicubic, "resize",
      "a tensor is resized by .nearest, .bilinear or .bicubic, got .\(interpolation); images know the others")
    let (h, w) = pictureSize
    let planes = dtype.isFloatingPoint ? self : to(.float32)
    let mode: InterpolationMode = interpolation == .bilinear ? .bilinear : .bicubic
    let y = F.interpolate(planes.reshape(1, -1, h, w), size: [height, width], mode: mode, antialias: antialias)
      .reshape(Array(shape.dropLast(2)) + [height, width])
    return dtype.isFloatingPoint ? y : y.round().clamp(min: 0, max: 255).to(dtype)
  }

  public func throughPlanes(_ body: (Tensor) -> Tensor) -> Tensor { body(self) }
}
