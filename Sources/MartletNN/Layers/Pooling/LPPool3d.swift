import MartletCore

/// `(Σ xᵖ)^(1/p)` over each window, p = `normType`: x (N, C, D, H, W) → (N, C, D′, H′, W′), the batch dim may be missing.
///
/// D′ = ⌊(D − kernelSize) / stride⌋ + 1 and H′, W′ likewise. With p = 1 it is the sum.
/// (https://pytorch.org/docs/stable/generated/torch.nn.LPPool3d.html)
public final class LPPool3d: LPPoolNd {
  public override class var spatial: Int { 3 }
}
