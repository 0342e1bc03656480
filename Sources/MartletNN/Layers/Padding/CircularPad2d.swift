import MartletCore

/// Puts the opposite ends, as if the input began anew, around x (N, C, H, W), by one number or by [left, right, top, bottom].
///
/// The output is (N, C, H + top + bottom, W + left + right); the batch dim may be missing. Stops when a side is larger than the dim.
/// (https://pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html)
public final class CircularPad2d: PaddingNd {
  public override class var spatial: Int { 2 }
  override class var mode: PadMode { .circular }
}
