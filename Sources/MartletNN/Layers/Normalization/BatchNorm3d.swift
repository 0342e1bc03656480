import MartletCore

/// Normalises each channel of x (N, C, D, H, W) over the batch and the voxels: `(x − mean) / √(var + eps) · weight + bias`.
/// (https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html)
open class BatchNorm3d: BatchNormNd {
  open override class var inputDims: ClosedRange<Int> { 5...5 }
}
