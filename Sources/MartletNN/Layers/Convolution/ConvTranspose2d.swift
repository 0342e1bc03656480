import MartletCore

/// The transpose of a `Conv2d` for x (N, C, H, W) or (C, H, W): H′ = (H − 1)s − 2p + d(k − 1) + outputPadding + 1, and W′ likewise.
///
/// The weight (inChannels, outChannels / groups, k, k′) and the bias (outChannels) start uniform in ±1/√(outChannels / groups · k k′).
/// `layer(x, outputSize: …)` chooses the output padding. (https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html)
open class ConvTranspose2d: ConvTransposeNd {
  open override class var spatial: Int { 2 }
}
