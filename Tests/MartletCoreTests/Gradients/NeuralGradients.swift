import Martlet
import MartletTestSupport
import Testing

/// Convolutions, normalisation, and the losses that are kernels.
@Suite struct NeuralGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = convolutions + normalisation + losses

  static let convolutions = GradientTable.build { t in
    t.ternary("conv1d", [2, 2, 5], [3, 2, 3], [3]) { F.conv1d($0, $1, $2, stride: 2, padding: 1) }
    t.binary("conv1d same", [1, 2, 5], [2, 2, 2]) { F.conv1d($0, $1, padding: .same) }
    t.ternary("conv2d", [2, 2, 4, 3], [3, 2, 3, 2], [3]) { F.conv2d($0, $1, $2, padding: 1) }
    t.binary("conv2d without a batch", [2, 4, 4], [2, 2, 3, 3]) { F.conv2d($0, $1) }
    t.binary("conv2d with stride and dilation", [1, 1, 6, 5], [2, 1, 2, 2]) {
      F.conv2d($0, $1, stride: [2, 1], padding: [0, 1], dilation: 2)
    }
    t.binary("conv2d in groups", [1, 4, 3, 3], [4, 2, 2, 2]) { F.conv2d($0, $1, groups: 2) }
    t.binary("conv2d depthwise", [1, 3, 3, 3], [3, 1, 2, 2]) { F.conv2d($0, $1, groups: 3) }
    t.binary("conv2d of 1×1", [1, 3, 2, 2], [2, 3, 1, 1]) { F.conv2d($0, $1) }
    t.ternary("conv3d", [1, 2, 3, 2, 3], [2, 2, 2, 2, 2], [2]) { F.conv3d($0, $1, $2) }
    t.ternary("convTranspose1d", [1, 2, 3], [2, 2, 3], [2]) { F.convTranspose1d($0, $1, $2, stride: 2, outputPadding: 1) }
    t.ternary("convTranspose2d", [1, 2, 2, 3], [2, 1, 3, 2], [2]) {
      F.convTranspose2d($0, $1, $2, stride: 2, padding: 1, groups: 2)
    }
    t.binary("convTranspose3d", [1, 1, 2, 2, 2], [1, 2, 2, 2, 2]) { F.convTranspose3d($0, $1) }
    t.binary("conv1d with dilation in groups", [1, 4, 7], [4, 2, 2]) { F.conv1d($0, $1, padding: 1, dilation: 3, groups: 2) }
    t.binary("conv1d without a batch", [2, 5], [3, 2, 2]) { F.conv1d($0, $1) }
    t.binary("conv2d same with dilation", [1, 1, 4, 5], [1, 1, 2, 3]) { F.conv2d($0, $1, padding: .same, dilation: [1, 2]) }
    t.binary("conv2d with a stride that leaves a rest", [1, 1, 6, 6], [1, 1, 3, 3]) { F.conv2d($0, $1, stride: 2) }
    t.binary("conv2d with more padding than kernel", [1, 1, 2, 2], [1, 1, 2, 2]) { F.conv2d($0, $1, padding: 2) }
    t.binary("conv3d with stride, dilation and groups", [1, 2, 3, 4, 3], [2, 1, 2, 2, 1]) {
      F.conv3d($0, $1, stride: [1, 2, 1], padding: [0, 1, 0], dilation: [2, 1, 1], groups: 2)
    }
    t.binary("convTranspose1d with dilation in groups", [1, 2, 3], [2, 2, 2]) { F.convTranspose1d($0, $1, padding: 1, groups: 2, dilation: 2) }
    t.binary("convTranspose2d without a batch", [1, 2, 2], [1, 2, 2, 2]) { F.convTranspose2d($0, $1) }
    t.binary("convTranspose2d with dilation", [1, 1, 3, 2], [1, 1, 2, 2]) { F.convTranspose2d($0, $1, stride: [1, 2], dilation: 2) }
    t.binary("convTranspose3d with stride and groups", [1, 2, 2, 1, 2], [2, 1, 2, 2, 1]) {
      F.convTranspose3d($0, $1, stride: 2, padding: [1, 0, 0], outputPadding: [1, 0, 0], groups: 2)
    }
  }

  static let normalisation = GradientTable.build { t in
    t.ternary("batchNorm", [4, 2, 3], [2], [2]) {
      F.batchNorm($0, runningMean: nil, runningVar: nil, weight: $1, bias: $2, training: true)
    }
    t.unary("batchNorm without parameters", [4, 2]) { F.batchNorm($0, runningMean: nil, runningVar: nil, training: true) }
    t.ternary("batchNorm in evaluation", [2, 2, 3], [2], [2]) {
      F.batchNorm(
        $0, runningMean: Tensor([0.1, -0.2], dtype: .float64), runningVar: Tensor([0.9, 1.4], dtype: .float64), weight: $1, bias: $2)
    }
    t.ternary("batchNorm of maps", [2, 2, 2, 2], [2], [2]) {
      F.batchNorm($0, runningMean: nil, runningVar: nil, weight: $1, bias: $2, training: true, eps: 1e-3)
    }
    t.ternary("layerNorm", [3, 4], [4], [4]) { F.layerNorm($0, [4], weight: $1, bias: $2) }
    t.unary("layerNorm of two dims", [2, 2, 3]) { F.layerNorm($0, [2, 3]) }
    t.binary("rmsNorm", [3, 4], [4]) { F.rmsNorm($0, [4], weight: $1) }
    t.unary("rmsNorm without a weight", [2, 5]) { F.rmsNorm($0, [5], eps: 1e-3) }
  }

  private static let classes = Tensor([1, 0, 3])
  private static let weights = Tensor([0.5, 1, 2, 0.3], dtype: .float64)

  static let losses = GradientTable.build { t in
    t.unary("crossEntropy", [3, 4]) { F.crossEntropy($0, classes) }
    t.unary("crossEntropy sum", [3, 4]) { F.crossEntropy($0, classes, reduction: .sum) }
    t.unary("crossEntropy none", [3, 4]) { F.crossEntropy($0, classes, reduction: .none) }
    t.unary("crossEntropy with weights", [3, 4]) { F.crossEntropy($0, classes, weight: weights) }
    t.unary("crossEntropy that ignores", [3, 4]) { F.crossEntropy($0, Tensor([1, -100, 3])) }
    t.unary("crossEntropy smoothed", [3, 4]) { F.crossEntropy($0, classes, weight: weights, labelSmoothing: 0.2) }
    t.unary("crossEntropy of one sample", [4]) { F.crossEntropy($0, Tensor(2)) }
    t.unary("crossEntropy of a map", [2, 3, 2]) { F.crossEntropy($0, Tensor([[0, 2], [1, 1]])) }
    t.binary("crossEntropy of probabilities", [2, 3], [2, 3]) { F.crossEntropy($0, $1.softmax(dim: 1), labelSmoothing: 0.1) }
    t.unary("nllLoss", [3, 4]) { F.nllLoss(F.logSoftmax($0, dim: 1), classes) }
    t.unary("nllLoss with weights that ignores", [3, 4]) { F.nllLoss($0, Tensor([1, 2, 3]), weight: weights, ignoreIndex: 2) }
    t.unary("nllLoss none", [3, 4]) { F.nllLoss($0, classes, reduction: .none) }
    t.binary("mseLoss", [2, 3], [2, 3]) { F.mseLoss($0, $1) }
    t.binary("mseLoss sum", [2, 3], [2, 3]) { F.mseLoss($0, $1, reduction: .sum) }
    t.binary("l1Loss", [2, 3], [2, 3]) { F.l1Loss($0, $1) }
    t.binary("binaryCrossEntropyWithLogits", [2, 3], [2, 3]) {
      F.binaryCrossEntropyWithLogits($0, $1.sigmoid(), posWeight: Tensor([1, 2, 0.5], dtype: .float64))
    }
  }
}
