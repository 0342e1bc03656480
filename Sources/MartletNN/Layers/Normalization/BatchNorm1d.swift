import MartletCore

/// Normalises each channel of x (N, C) or (N, C, L) over the batch and the positions: `(x − mean) / √(var + eps) · weight + bias`.
/// (https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html)
open class BatchNorm1d: BatchNormNd {
  open override class var inputDims: ClosedRange<Int> { 2...3 }
}
