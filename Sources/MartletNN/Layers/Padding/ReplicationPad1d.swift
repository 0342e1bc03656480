import MartletCore

/// Puts copies of the edges around x (N, C, L), by one number or by [left, right].
///
/// The output is (N, C, L + left + right); the batch dim may be missing.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ReplicationPad1d.html)
public final class ReplicationPad1d: PaddingNd {
  public override class var spatial: Int { 1 }
  override class var mode: PadMode { .replicate }
}
