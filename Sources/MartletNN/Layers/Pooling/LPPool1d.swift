import MartletCore

/// `(Σ xᵖ)^(1/p)` over each window, p = `normType`: x (N, C, L) → (N, C, L′), the batch dim may be missing.
///
/// L′ = ⌊(L − kernelSize) / stride⌋ + 1. With p = 1 it is the sum.
/// (https://pytorch.org/docs/stable/generated/torch.nn.LPPool1d.html)
public final class LPPool1d: LPPoolNd {
  public override class var spatial: Int { 1 }
}
