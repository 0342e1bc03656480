import MartletCore

/// Puts mirror images of the inside, without the edge itself, around x (N, C, D, H, W), by one number or by [left, right, top, bottom, front, back].
///
/// The output is (N, C, D + front + back, H + top + bottom, W + left + right); the batch dim may be missing. Stops unless each side is smaller than the dim.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ReflectionPad3d.html)
public final class ReflectionPad3d: PaddingNd {
  public override class var spatial: Int { 3 }
  override class var mode: PadMode { .reflect }
}
