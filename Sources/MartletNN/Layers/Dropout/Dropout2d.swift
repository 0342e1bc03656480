import MartletCore

/// In training sets whole channels of x (N, C, H, W) to 0 with probability p and divides the others by 1 − p; in evaluation gives x.
///
/// As in PyTorch, an input of three dims is (N, C, L). (https://arxiv.org/abs/1411.4280)
public final class Dropout2d: DropoutLayer {
  override func dropped(_ x: Tensor, _ p: Double) -> Tensor { F.dropout2d(x, p: p, training: true) }
}
