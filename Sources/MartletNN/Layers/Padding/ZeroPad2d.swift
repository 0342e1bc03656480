import MartletCore

/// Puts zeros around x (N, C, H, W), by one number or by [left, right, top, bottom]; the batch dim may be missing.
///
/// The output is (N, C, H + top + bottom, W + left + right).
/// (https://pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html)
public final class ZeroPad2d: PaddingNd {
  public override class var spatial: Int { 2 }
}
