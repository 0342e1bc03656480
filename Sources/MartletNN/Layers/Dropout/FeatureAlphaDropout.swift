import MartletCore

/// `AlphaDropout` of whole channels of x (N, C, …). (https://arxiv.org/abs/1706.02515)
public final class FeatureAlphaDropout: DropoutLayer {
  override func dropped(_ x: Tensor, _ p: Double) -> Tensor { F.featureAlphaDropout(x, p: p, training: true) }
}
