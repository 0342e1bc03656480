import MartletCore

/// Puts copies of the edges around x (N, C, H, W), by one number or by [left, right, top, bottom].
///
/// The output is (N, C, H + top + bottom, W + left + right); the batch dim may be missing.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html)
public final class ReplicationPad2d: PaddingNd {
  public override class var spatial: Int { 2 }
  override class var mode: PadMode { .replicate }
}
