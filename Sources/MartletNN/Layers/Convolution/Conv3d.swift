import MartletCore

/// Cross-correlation of x (N, C, D, H, W) or (C, D, H, W) with `outChannels` kernels:
/// D′ = ⌊(D + 2p − d(k − 1) − 1) / s⌋ + 1, and H′, W′ likewise.
///
/// The weight (outChannels, inChannels / groups, k, k′, k″) and the bias (outChannels) start uniform in ±1/√(inChannels / groups · k k′ k″).
/// (https://pytorch.org/docs/stable/generated/torch.nn.Conv3d.html)
open class Conv3d: ConvNd {
  open override class var spatial: Int { 3 }
}
