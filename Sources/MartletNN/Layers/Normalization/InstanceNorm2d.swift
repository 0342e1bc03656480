import MartletCore

/// Normalises each channel of each sample of x (N, C, H, W) or (C, H, W): `(x − mean) / √(var + eps) · weight + bias`.
/// (https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html)
open class InstanceNorm2d: InstanceNormNd {
  open override class var inputDims: ClosedRange<Int> { 3...4 }
}
