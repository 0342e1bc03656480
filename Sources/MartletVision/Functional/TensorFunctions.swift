import MartletCore

extension TF {
  /// A tensor (C, H, W) of float32 in 0…1.
  public static func toTensor(_ image: Image) -> Tensor { image.fractions }

  /// A tensor (C, H, W) of the samples as they are.
  public static func pilToTensor(_ image: Image) -> Tensor { image.tensor }

  /// (x − mean) / std, channel by channel, of a floating-point tensor (…, C, H, W).
  public static func normalize(_ x: Tensor, mean: [Double], std: [Double], inplace: Bool = false) -> Tensor {
    require(x.dtype.isFloatingPoint, "normalize", "expected a floating-point tensor, got \(x.dtype); ToTensor makes one of an image")
    require(x.ndim >= 3, "normalize", "expected a shape (…, C, H, W), got \(x.shape)")
    let c = x.size(-3)
    require(
      [1, c].contains(mean.count) && [1, c].contains(std.count), "normalize",
      "mean and std must have 1 or \(c) numbers for a tensor of shape \(x.shape), got \(mean.count) and \(std.count)")
    require(!std.contains(0), "normalize", "std must not be 0, got \(std)")
    func column(_ v: [Double]) -> Tensor { Tensor(v, dtype: x.dtype, device: x.device).view(-1, 1, 1) }
    let y = inplace ? x.sub_(column(mean)) : x.sub(column(mean))
    return y.div_(column(std))
  }

  /// Overwrites a rectangle of a tensor (…, C, H, W) with `value`, which broadcasts to it.
  public static func erase(
    _ x: Tensor, top: Int, left: Int, height: Int, width: Int, value: Tensor, inplace: Bool = false
  ) -> Tensor {
    let y = inplace ? x : x.clone()
    y[.ellipsis, top..<top + height, left..<left + width] = value
    return y
  }
}
