import MartletCore

/// Puts a number around x (N, C, L), by one number or by [left, right].
///
/// The output is (N, C, L + left + right); the batch dim may be missing.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ConstantPad1d.html)
public final class ConstantPad1d: ConstantPadNd {
  public override class var spatial: Int { 1 }
}
