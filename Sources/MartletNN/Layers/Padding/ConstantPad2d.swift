import MartletCore

/// Puts a number around x (N, C, H, W), by one number or by [left, right, top, bottom].
///
/// The output is (N, C, H + top + bottom, W + left + right); the batch dim may be missing.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html)
public final class ConstantPad2d: ConstantPadNd {
  public override class var spatial: Int { 2 }
}
