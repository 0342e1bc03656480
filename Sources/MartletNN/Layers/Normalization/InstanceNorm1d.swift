import MartletCore

/// Normalises each channel of each sample of x (N, C, L) or (C, L): `(x − mean) / √(var + eps) · weight + bias`.
/// (https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html)
open class InstanceNorm1d: InstanceNormNd {
  open override class var inputDims: ClosedRange<Int> { 2...3 }
}
