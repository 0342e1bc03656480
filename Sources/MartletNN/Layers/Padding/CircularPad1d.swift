import MartletCore

/// Puts the opposite ends, as if the input began anew, around x (N, C, L), by one number or by [left, right].
///
/// The output is (N, C, L + left + right); the batch dim may be missing. Stops when a side is larger than the dim.
/// (https://pytorch.org/docs/stable/generated/torch.nn.CircularPad1d.html)
public final class CircularPad1d: PaddingNd {
  public override class var spatial: Int { 1 }
  override class var mode: PadMode { .circular }
}
