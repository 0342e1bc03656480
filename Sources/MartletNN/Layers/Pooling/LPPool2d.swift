import MartletCore

/// `(Σ xᵖ)^(1/p)` over each window, p = `normType`: x (N, C, H, W) → (N, C, H′, W′), the batch dim may be missing.
///
/// H′ = ⌊(H − kernelSize) / stride⌋ + 1 and W′ likewise. With p = 1 it is the sum.
/// (https://pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html)
public final class LPPool2d: LPPoolNd {
  public override class var spatial: Int { 2 }
}
