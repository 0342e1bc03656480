import MartletCore

/// Puts copies of the edges around x (N, C, H, W), by one number or by [left, right, top, bottom]; the batch dim may be missing.
///
/// The output is (N, C, H + top + bottom, W + left + right).
/// (https://pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html)
public final class ReplicationPad2d: PaddingNd {
  public override class var spatial: Int { 2 }
  override class var mode: PadMode { .replicate }
}
