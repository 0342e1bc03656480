import MartletCore

/// Puts zeros around x (N, C, D, H, W), by one number or by [left, right, top, bottom, front, back].
///
/// The output is (N, C, D + front + back, H + top + bottom, W + left + right); the batch dim may be missing.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ZeroPad3d.html)
public final class ZeroPad3d: PaddingNd {
  public override class var spatial: Int { 3 }
}
