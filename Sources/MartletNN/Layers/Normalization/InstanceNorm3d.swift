import MartletCore

/// Normalises each channel of each sample of x (N, C, D, H, W) or (C, D, H, W): `(x − mean) / √(var + eps) · weight + bias`.
/// (https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm3d.html)
open class InstanceNorm3d: InstanceNormNd {
  open override class var inputDims: ClosedRange<Int> { 4...5 }
}
