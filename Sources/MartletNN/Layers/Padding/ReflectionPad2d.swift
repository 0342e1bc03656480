import MartletCore

/// Puts mirror images of the inside, without the edge itself, around x (N, C, H, W), by one number or by [left, right, top, bottom].
///
/// The output is (N, C, H + top + bottom, W + left + right); the batch dim may be missing. Stops unless each side is smaller than the dim.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html)
public final class ReflectionPad2d: PaddingNd {
  public override class var spatial: Int { 2 }
  override class var mode: PadMode { .reflect }
}
