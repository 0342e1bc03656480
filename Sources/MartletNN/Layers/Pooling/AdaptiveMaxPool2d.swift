import MartletCore

/// Maxima of windows chosen to fit the size asked for: x (N, C, H, W) → (N, C, H′, W′), the batch dim may be missing.
///
/// Window i of H′ covers the places ⌊i H / H′⌋ … ⌈(i + 1) H / H′⌉ − 1 and W likewise.
/// (https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html)
public final class AdaptiveMaxPool2d: AdaptiveMaxPoolNd {
  public override class var spatial: Int { 2 }
}
