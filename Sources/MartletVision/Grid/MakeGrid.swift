import MartletCore

/// Several images of one size side by side in one (`torchvision.utils.make_grid`).
///
/// - Parameters:
///   - x: images (N, C, H, W); (C, H, W) and (H, W) are one image. A single channel is repeated in three.
///   - nrow: how many images stand in a row.
///   - padding: the width of the lines between and around them, in pixels; `padValue` is their colour.
///   - normalize: shift and scale the values from `valueRange`, or from the smallest and greatest that there are, to 0…1; with
///     `scaleEach` each image by itself.
/// - Returns: (3, H', W'), or (C, H', W') for other numbers of channels. A single image comes back without lines.
public func makeGrid(
  _ x: Tensor, nrow: Int = 8, padding: Int = 2, normalize: Bool = false, valueRange: (Double, Double)? = nil, scaleEach: Bool = false,
  padValue: Double = 0
) -> Tensor {
  require((2...4).contains(x.ndim), "makeGrid", "expected (N, C, H, W), (C, H, W) or (H, W), got \(x.shape)")
  require(nrow > 0 && padding >= 0, "makeGrid", "nrow must be positive and padding not negative, got \(nrow) and \(padding)")
  return noGrad {
    var images = x.reshape([Int](repeating: 1, count: 4 - x.ndim) + x.shape)
    if images.size(1) == 1 { images = images.expand(-1, 3, -1, -1) }
    if normalize {
      let parts = scaleEach ? images.unbind() : [images]
      let scaled = parts.map { scaledToUnit($0, valueRange) }
      images = scaleEach ? Tensor.stack(scaled) : scaled[0]
    }
    let (n, c, h, w) = (images.size(0), images.size(1), images.size(2), images.size(3))
    require(n > 0, "makeGrid", "expected at least one image, got shape \(x.shape)")
    if n == 1 { return images[0].clone() }
    let columns = min(nrow, n), rows = (n + columns - 1) / columns
    let grid = Tensor.full([c, rows * (h + padding) + padding, columns * (w + padding) + padding], padValue, dtype: images.dtype)
    for i in 0..<n {
      let top = padding + i / columns * (h + padding), left = padding + i % columns * (w + padding)
      grid[.all, top..<top + h, left..<left + w] = images[i]
    }
    return grid
  }
}

/// The same of images of one size in an array.
public func makeGrid(
  _ images: [Tensor], nrow: Int = 8, padding: Int = 2, normalize: Bool = false, valueRange: (Double, Double)? = nil,
  scaleEach: Bool = false, padValue: Double = 0
) -> Tensor {
  makeGrid(
    Tensor.stack(images), nrow: nrow, padding: padding, normalize: normalize, valueRange: valueRange, scaleEach: scaleEach,
    padValue: padValue)
}

private func scaledToUnit(_ x: Tensor, _ range: (Double, Double)?) -> Tensor {
  let (low, high) = range ?? (x.min().item(), x.max().item())
  return (x.clamp(min: low, max: high) - low) / max(high - low, 1e-5)
}
