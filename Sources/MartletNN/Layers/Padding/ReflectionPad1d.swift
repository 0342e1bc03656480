import MartletCore

/// Puts mirror images of the inside, without the edge itself, around x (N, C, L), by one number or by [left, right].
///
/// The output is (N, C, L + left + right); the batch dim may be missing. Stops unless each side is smaller than the dim.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ReflectionPad1d.html)
public final class ReflectionPad1d: PaddingNd {
  public override class var spatial: Int { 1 }
  override class var mode: PadMode { .reflect }
}
