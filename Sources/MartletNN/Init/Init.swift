import MartletCore

/// Initialisers: each fills a tensor in place, without recording, and returns it. (https://pytorch.org/docs/stable/nn.init.html)
///
/// With a generator of kind `.torch` they draw the numbers that PyTorch draws from the same seed.
public enum Init {
  /// Uniform in [a, b).
  @discardableResult public static func uniform_(_ w: Tensor, a: Double = 0, b: Double = 1, generator: Generator? = nil) -> Tensor {
    noGrad { w.uniform_(from: a, to: b, generator: generator) }
  }

  /// Normal with this mean and standard deviation.
  @discardableResult public static func normal_(_ w: Tensor, mean: Double = 0, std: Double = 1, generator: Generator? = nil) -> Tensor {
    noGrad { w.normal_(mean: mean, std: std, generator: generator) }
  }

  /// One value throughout.
  @discardableResult public static func constant_(_ w: Tensor, _ value: Double) -> Tensor { noGrad { w.fill_(value) } }
  @discardableResult public static func ones_(_ w: Tensor) -> Tensor { constant_(w, 1) }
  @discardableResult public static func zeros_(_ w: Tensor) -> Tensor { constant_(w, 0) }
}
