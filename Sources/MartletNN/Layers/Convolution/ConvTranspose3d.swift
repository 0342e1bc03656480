import MartletCore

/// The transpose of a `Conv3d` for x (N, C, D, H, W) or (C, D, H, W): D′ = (D − 1)s − 2p + d(k − 1) + outputPadding + 1, and H′, W′ likewise.
///
/// The weight (inChannels, outChannels / groups, k, k′, k″) and the bias (outChannels) start uniform in ±1/√(outChannels / groups · k k′ k″).
/// `layer(x, outputSize: …)` chooses the output padding. (https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html)
open class ConvTranspose3d: ConvTransposeNd {
  open override class var spatial: Int { 3 }
}
