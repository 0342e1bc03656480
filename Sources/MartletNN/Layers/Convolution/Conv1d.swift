import MartletCore

/// Cross-correlation of x (N, C, L) or (C, L) with `outChannels` kernels: L′ = ⌊(L + 2p − d(k − 1) − 1) / s⌋ + 1.
///
/// The weight (outChannels, inChannels / groups, k) and the bias (outChannels) start uniform in ±1/√(inChannels / groups · k).
/// (https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html)
open class Conv1d: ConvNd {
  open override class var spatial: Int { 1 }
}
