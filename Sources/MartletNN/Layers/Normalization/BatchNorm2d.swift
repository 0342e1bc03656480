import MartletCore

/// Normalises each channel of x (N, C, H, W) over the batch and the pixels: `(x − mean) / √(var + eps) · weight + bias`.
/// (https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html)
open class BatchNorm2d: BatchNormNd {
  open override class var inputDims: ClosedRange<Int> { 4...4 }
}
