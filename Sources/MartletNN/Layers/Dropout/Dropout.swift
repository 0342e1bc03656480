import MartletCore

/// In training sets each element to 0 with probability p and divides the others by 1 − p; in evaluation gives x, of any shape.
/// (https://arxiv.org/abs/1207.0580)
public final class Dropout: DropoutLayer {
  override func dropped(_ x: Tensor, _ p: Double) -> Tensor { F.dropout(x, p: p, training: true) }
}
