import MartletCore

/// In training sets whole channels of x (N, C, L) or (C, L) to 0 with probability p and divides the others by 1 − p; in evaluation gives x.
/// (https://arxiv.org/abs/1411.4280)
public final class Dropout1d: DropoutLayer {
  override func dropped(_ x: Tensor, _ p: Double) -> Tensor { F.dropout1d(x, p: p, training: true) }
}
