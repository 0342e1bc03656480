import MartletCore

/// Maxima of windows chosen to fit the size asked for: x (N, C, L) → (N, C, L′), the batch dim may be missing.
///
/// Window i of L′ covers the places ⌊i L / L′⌋ … ⌈(i + 1) L / L′⌉ − 1.
/// (https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html)
public final class AdaptiveMaxPool1d: AdaptiveMaxPoolNd {
  public override class var spatial: Int { 1 }
}
