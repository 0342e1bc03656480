import MartletCore

/// Cross-correlation of x (N, C, H, W) or (C, H, W) with `outChannels` kernels: H′ = ⌊(H + 2p − d(k − 1) − 1) / s⌋ + 1, and W′ likewise.
///
/// The weight (outChannels, inChannels / groups, k, k′) and the bias (outChannels) start uniform in ±1/√(inChannels / groups · k k′).
/// (https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html)
open class Conv2d: ConvNd {
  open override class var spatial: Int { 2 }
}
