import Martlet
import MartletTestSupport
import Testing

/// The losses beyond cross-entropy and squares.
@Suite struct LossGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  private static let signs = Tensor([1.0, -1, 1], dtype: .float64)
  private static let target = Tensor([[1.0, 0, 1], [0, 0, 1]], dtype: .float64)

  static let cases = GradientTable.build { t in
    t.binary("huberLoss", [2, 3], [2, 3]) { F.huberLoss($0, $1, delta: 0.7) }
    t.binary("smoothL1Loss", [2, 3], [2, 3]) { F.smoothL1Loss($0, $1, reduction: .sum, beta: 0.7) }
    t.unary("poissonNllLoss") { F.poissonNllLoss($0, target * 3, full: true) }
    t.unary("poissonNllLoss of rates", in: 0.5...2) { F.poissonNllLoss($0, target * 3, logInput: false) }
    t.ternary("gaussianNllLoss", [2, 3], [2, 3], [2, 3], in: 0.5...2) { F.gaussianNllLoss($0, $1, $2) }
    t.unary("binaryCrossEntropy", [2, 3], in: 0.2...0.8) { F.binaryCrossEntropy($0, target) }
    t.unary("softMarginLoss", [2, 3]) { F.softMarginLoss($0, target * 2 - 1) }
    t.unary("multilabelSoftMarginLoss", [2, 3]) { F.multilabelSoftMarginLoss($0, target) }
    t.binary("klDiv", [2, 3], [2, 3]) { F.klDiv($0.logSoftmax(dim: 1), $1.softmax(dim: 1), reduction: .batchmean) }
    t.binary("klDiv of logarithms", [2, 3], [2, 3]) { F.klDiv($0, $1, reduction: .sum, logTarget: true) }
    t.binary("marginRankingLoss", [3], [3]) { F.marginRankingLoss($0, $1, signs, margin: 0.3) }
    t.unary("hingeEmbeddingLoss", [3]) { F.hingeEmbeddingLoss($0, signs) }
    t.unary("multiMarginLoss", [2, 4]) { F.multiMarginLoss($0, Tensor([1, 3])) }
    t.unary("multiMarginLoss squared", [2, 4]) { F.multiMarginLoss($0, Tensor([1, 3]), p: 2, margin: 0.7) }
    t.unary("multilabelMarginLoss", [2, 4]) { F.multilabelMarginLoss($0, Tensor([[3, 0, -1, 1], [1, -1, 0, 2]])) }
    t.binary("cosineEmbeddingLoss", [3, 4], [3, 4]) { F.cosineEmbeddingLoss($0, $1, signs, margin: 0.1) }
    t.ternary("tripletMarginLoss", [3, 4], [3, 4], [3, 4]) { F.tripletMarginLoss($0, $1, $2, swap: true) }
  }

  /// CTC has a first derivative only, as in PyTorch.
  @Test(arguments: Layout.allCases) func ctcLoss(_ layout: Layout) {
    let cases = GradientTable.build { t in
      t.unary("ctcLoss", [5, 2, 4]) {
        F.ctcLoss($0.logSoftmax(dim: 2), Tensor([[1, 2], [3, 3]]), Tensor([5, 4]), Tensor([2, 2]))
      }
    }
    for c in cases { #expect(c.firstOrderError(layout) == nil) }
  }
}
