// Dropout of whole channels, and dropout that keeps SELU's statistics.

extension F {
  /// Sets whole channels of x (N, C, L) or (C, L) to 0 with probability p and divides the others by 1 − p, in training.
  public static func dropout1d(_ x: Tensor, p: Double = 0.5, training: Bool = true, generator: Generator? = nil) -> Tensor {
    channelDropout("dropout1d", x, p, training, 1, generator)
  }
  /// Sets whole channels of x (N, C, H, W) or (C, H, W) to 0 with probability p and divides the others by 1 − p, in training.
  ///
  /// As in PyTorch, an input of 3 dims is (N, C, L) here.
  public static func dropout2d(_ x: Tensor, p: Double = 0.5, training: Bool = true, generator: Generator? = nil) -> Tensor {
    channelDropout("dropout2d", x, p, training, nil, generator)
  }
  /// Sets whole channels of x (N, C, D, H, W) or (C, D, H, W) to 0 with probability p and divides the others by 1 − p, in training.
  public static func dropout3d(_ x: Tensor, p: Double = 0.5, training: Bool = true, generator: Generator? = nil) -> Tensor {
    channelDropout("dropout3d", x, p, training, 3, generator)
  }

  private static func channelDropout(
    _ op: String, _ x: Tensor, _ p: Double, _ training: Bool, _ unbatched: Int?, _ generator: Generator?
  ) -> Tensor {
    checkProbability(op, p)
    if !training || p == 0 || x.numel == 0 { return x }
    if let n = unbatched, x.dims.count == n + 1 {
      return channelDropout(op, x.unsqueeze(0), p, true, nil, generator).squeeze(0)
    }
    floating(x, op)
    if p == 1 { return x * 0 }
    return x * (keptChannels(x, p, generator) / (1 - p))
  }

  /// 1 for channels that stay and 0 for others, of shape (N, C, 1, …).
  private static func keptChannels(_ x: Tensor, _ p: Double, _ generator: Generator?) -> Tensor {
    require(x.dims.count >= 2, "dropout", "expected an input of shape (N, C, …), got \(x.dims)")
    let shape = [x.dims[0], x.dims[1]] + [Int](repeating: 1, count: x.dims.count - 2)
    return Tensor.empty(shape, dtype: x.dtype, device: x.device).bernoulli_(1 - p, generator: generator)
  }

  private static func checkProbability(_ op: String, _ p: Double) {
    require(p >= 0 && p <= 1, op, "p must lie in 0…1, got \(p)")
  }

  /// Sets each element to SELU's lower limit with probability p, then scales and shifts so that mean and variance stay, in training.
  /// (https://arxiv.org/abs/1706.02515)
  public static func alphaDropout(_ x: Tensor, p: Double = 0.5, training: Bool = false, generator: Generator? = nil) -> Tensor {
    checkProbability("alphaDropout", p)
    if !training || p == 0 || x.numel == 0 { return x }
    floating(x, "alphaDropout")
    return alpha(x, p) { Tensor.emptyLike(x).bernoulli_(1 - p, generator: generator) }
  }

  /// `alphaDropout` of whole channels of x (N, C, …).
  public static func featureAlphaDropout(_ x: Tensor, p: Double = 0.5, training: Bool = false, generator: Generator? = nil) -> Tensor {
    checkProbability("featureAlphaDropout", p)
    if !training || p == 0 || x.numel == 0 { return x }
    floating(x, "featureAlphaDropout")
    return alpha(x, p) { keptChannels(x, p, generator) }
  }

  private static func alpha(_ x: Tensor, _ p: Double, _ kept: () -> Tensor) -> Tensor {
    if p == 1 { return x * 0 }
    let limit = -1.7580993408473766  // SELU's: −scale · alpha
    let scale: Double = 1 / ((limit * limit * p + 1) * (1 - p)).squareRoot()
    let mask = kept()
    let shift: Tensor = ((1 - mask) * limit - limit * p) * scale
    return x * (mask * scale) + shift
  }
}
