import MartletCore

/// Puts copies of the edges around x (N, C, D, H, W), by one number or by [left, right, top, bottom, front, back].
///
/// The output is (N, C, D + front + back, H + top + bottom, W + left + right); the batch dim may be missing.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ReplicationPad3d.html)
public final class ReplicationPad3d: PaddingNd {
  public override class var spatial: Int { 3 }
  override class var mode: PadMode { .replicate }
}
