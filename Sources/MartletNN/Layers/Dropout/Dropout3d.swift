import MartletCore

/// In training sets whole channels of x (N, C, D, H, W) or (C, D, H, W) to 0 with probability p and divides the others by 1 − p; in
/// evaluation gives x. (https://arxiv.org/abs/1411.4280)
public final class Dropout3d: DropoutLayer {
  override func dropped(_ x: Tensor, _ p: Double) -> Tensor { F.dropout3d(x, p: p, training: true) }
}
