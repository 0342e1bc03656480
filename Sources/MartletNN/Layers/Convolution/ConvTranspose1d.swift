import MartletCore

/// The transpose of a `Conv1d` for x (N, C, L) or (C, L): L′ = (L − 1)s − 2p + d(k − 1) + outputPadding + 1.
///
/// The weight (inChannels, outChannels / groups, k) and the bias (outChannels) start uniform in ±1/√(outChannels / groups · k).
/// `layer(x, outputSize: …)` chooses the output padding. (https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html)
open class ConvTranspose1d: ConvTransposeNd {
  open override class var spatial: Int { 1 }
}
