import MartletCore

/// Means of windows chosen to fit the size asked for: x (N, C, D, H, W) → (N, C, D′, H′, W′), the batch dim may be missing.
///
/// Window i of D′ covers the places ⌊i D / D′⌋ … ⌈(i + 1) D / D′⌉ − 1 and H, W likewise.
/// (https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool3d.html)
public final class AdaptiveAvgPool3d: AdaptiveAvgPoolNd {
  public override class var spatial: Int { 3 }
}
