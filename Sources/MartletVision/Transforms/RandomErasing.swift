import MartletCore

/// Overwrites a random rectangle of a tensor (…, C, H, W), with probability p. (https://arxiv.org/abs/1708.04896)
///
/// - `scale`: the rectangle's share of the area. `ratio`: its height over its width. `value`: what is written, one number or one for
///   each channel; nil means normal noise. After ten rectangles that do not fit nothing is erased.
public struct RandomErasing: TensorTransform {
  public let p: Double
  public let scale: (Double, Double), ratio: (Double, Double)
  public let value: (any ChannelValues)?
  public let inplace: Bool
  public let generator: Generator?

  public init(
    p: Double = 0.5, scale: (Double, Double) = (0.02, 0.33), ratio: (Double, Double) = (0.3, 3.3), value: (any ChannelValues)? = 0,
    inplace: Bool = false, generator: Generator? = nil
  ) {
    require(
      0 <= scale.0 && scale.0 <= scale.1 && scale.1 <= 1 && 0 < ratio.0 && ratio.0 <= ratio.1, "RandomErasing",
      "scale must be a rising range in 0…1 and ratio one of positive numbers, got \(scale) and \(ratio)")
    self.p = p
    self.scale = scale
    self.ratio = ratio
    self.value = value
    self.inplace = inplace
    self.generator = generator
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    require(x.ndim >= 3, "RandomErasing", "expected a shape (…, C, H, W), got \(x.shape)")
    let (h, w) = x.pictureSize, channels = x.size(-3), draw = Draw(generator)
    guard draw.happens(p) else { return x }
    for _ in 0..<10 {
      let (height, width) = draw.rectangle(area: h * w, scale: scale, ratio: ratio)
      guard height < h, width < w else { continue }
      let patch = value.map { plain($0.values, channels, x.dtype) } ?? Tensor.randn(channels, height, width, dtype: .float32, generator: generator)
      let top = draw.integer(0, h - height + 1), left = draw.integer(0, w - width + 1)
      return TF.erase(x, top: top, left: left, height: height, width: width, value: patch, inplace: inplace)
    }
    return x
  }

  private func plain(_ values: [Double], _ channels: Int, _ dtype: DType) -> Tensor {
    require(
      values.count == 1 || values.count == channels, "RandomErasing", "value must be one number or \(channels), got \(values)")
    return Tensor(values, dtype: dtype).view(-1, 1, 1)
  }
}
