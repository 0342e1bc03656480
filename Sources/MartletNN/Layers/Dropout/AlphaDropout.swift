import MartletCore

/// In training sets each element to SELU's lower limit with probability p, then scales and shifts all so that mean 0 and variance 1 stay;
/// in evaluation gives x, of any shape. (https://arxiv.org/abs/1706.02515)
public final class AlphaDropout: DropoutLayer {
  override func dropped(_ x: Tensor, _ p: Double) -> Tensor { F.alphaDropout(x, p: p, training: true) }
}
