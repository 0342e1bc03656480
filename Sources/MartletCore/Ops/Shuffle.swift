// Rearrangements of channels: views and one copy.

extension F {
  /// (…, C r², H, W) to (…, C, H r, W r). (https://arxiv.org/abs/1609.05158)
  public static func pixelShuffle(_ x: Tensor, _ upscaleFactor: Int) -> Tensor {
    let n = x.dims.count, r = upscaleFactor
    require(n >= 3, "pixelShuffle", "expected an input of shape (…, C, H, W), got \(x.dims)")
    require(r > 0, "pixelShuffle", "upscaleFactor must be positive, got \(r)")
    let (c, h, w) = (x.dims[n - 3], x.dims[n - 2], x.dims[n - 1])
    require(c % (r * r) == 0, "pixelShuffle", "the \(c) channels of shape \(x.dims) are not a multiple of \(r)²")
    let lead = Array(x.shape.dropLast(3)), k = lead.count
    let split = x.reshape(lead + [c / (r * r), r, r, h, w])
    return split.permute(Array(0..<k) + [k, k + 3, k + 1, k + 4, k + 2]).copied(as: lead + [c / (r * r), h * r, w * r])
  }

  /// (…, C, H r, W r) to (…, C r², H, W): undoes `pixelShuffle`.
  public static func pixelUnshuffle(_ x: Tensor, _ downscaleFactor: Int) -> Tensor {
    let n = x.dims.count, r = downscaleFactor
    require(n >= 3, "pixelUnshuffle", "expected an input of shape (…, C, H, W), got \(x.dims)")
    require(r > 0, "pixelUnshuffle", "downscaleFactor must be positive, got \(r)")
    let (c, h, w) = (x.dims[n - 3], x.dims[n - 2], x.dims[n - 1])
    require(h % r == 0 && w % r == 0, "pixelUnshuffle", "height and width of shape \(x.dims) are not multiples of \(r)")
    let lead = Array(x.shape.dropLast(3)), k = lead.count
    let split = x.reshape(lead + [c, h / r, r, w / r, r])
    return split.permute(Array(0..<k) + [k, k + 2, k + 4, k + 1, k + 3]).copied(as: lead + [c * r * r, h / r, w / r])
  }

  /// Deals the channels of x (N, C, …) out in `groups` stacks: channel g C/groups + i goes to i groups + g. (https://arxiv.org/abs/1707.01083)
  public static func channelShuffle(_ x: Tensor, _ groups: Int) -> Tensor {
    require(x.dims.count >= 3, "channelShuffle", "expected an input of shape (N, C, …) with at least 3 dims, got \(x.dims)")
    require(
      groups > 0 && x.dims[1] % groups == 0, "channelShuffle",
      "the \(x.dims[1]) channels of shape \(x.dims) do not divide into \(groups) groups")
    let rest = Array(x.shape.dropFirst(2))
    return x.reshape([x.dims[0], groups, x.dims[1] / groups] + rest).transpose(1, 2).copied(as: x.shape)
  }
}

extension Tensor {
  /// `reshape` that never shares memory.
  fileprivate func copied(as shape: [Int]) -> Tensor {
    let y = reshape(shape)
    return y.bytes === bytes ? y.clone() : y
  }
}
