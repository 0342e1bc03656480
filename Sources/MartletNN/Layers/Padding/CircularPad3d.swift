import MartletCore

/// Puts the opposite ends, as if the input began anew, around x (N, C, D, H, W), by one number or by [left, right, top, bottom, front, back].
///
/// The output is (N, C, D + front + back, H + top + bottom, W + left + right); the batch dim may be missing. Stops when a side is larger than the dim.
/// (https://pytorch.org/docs/stable/generated/torch.nn.CircularPad3d.html)
public final class CircularPad3d: PaddingNd {
  public override class var spatial: Int { 3 }
  override class var mode: PadMode { .circular }
}
