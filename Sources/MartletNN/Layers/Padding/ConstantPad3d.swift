import MartletCore

/// Puts a number around x (N, C, D, H, W), by one number or by [left, right, top, bottom, front, back].
///
/// The output is (N, C, D + front + back, H + top + bottom, W + left + right); the batch dim may be missing.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ConstantPad3d.html)
public final class ConstantPad3d: ConstantPadNd {
  public override class var spatial: Int { 3 }
}
