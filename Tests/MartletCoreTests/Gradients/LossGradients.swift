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

  static let cases = losses + reductions + alignments

  static let losses = GradientTable.build { t in
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

  /// What each loss makes of its elements, by reduction.
  static let reductions = GradientTable.build { t in
    for r: LossReduction in [.none, .mean, .sum] {
      t.binary("mseLoss \(r)", [2, 3], [2, 3]) { F.mseLoss($0, $1, reduction: r) }
      t.binary("l1Loss \(r)", [2, 3], [2, 3]) { F.l1Loss($0, $1, reduction: r).square() }
      t.binary("huberLoss \(r)", [2, 3], [2, 3]) { F.huberLoss($0, $1, reduction: r) }
      t.binary("smoothL1Loss \(r)", [2, 3], [2, 3]) { F.smoothL1Loss($0, $1, reduction: r) }
      t.unary("poissonNllLoss \(r)") { F.poissonNllLoss($0, target, reduction: r) }
      t.ternary("gaussianNllLoss \(r)", [2, 3], [2, 3], [2, 3], in: 0.5...2) { F.gaussianNllLoss($0, $1, $2, reduction: r) }
      t.binary("binaryCrossEntropy \(r)", [2, 3], [2, 3], in: 0.2...0.8) { F.binaryCrossEntropy($0, $1, weight: target + 1, reduction: r) }
      t.unary("binaryCrossEntropyWithLogits \(r)") { F.binaryCrossEntropyWithLogits($0, target, weight: target + 1, reduction: r) }
      t.unary("softMarginLoss \(r)") { F.softMarginLoss($0, target * 2 - 1, reduction: r) }
      t.unary("multilabelSoftMarginLoss \(r)") { F.multilabelSoftMarginLoss($0, target, reduction: r) }
      t.binary("marginRankingLoss \(r)", [3], [3]) { F.marginRankingLoss($0, $1, signs, margin: 0.3, reduction: r).square() }
      t.unary("hingeEmbeddingLoss \(r)", [3]) { F.hingeEmbeddingLoss($0, signs, reduction: r).square() }
      t.unary("multiMarginLoss \(r)", [2, 4]) {
        F.multiMarginLoss($0, Tensor([1, 3]), p: 2, weight: Tensor([1.0, 2, 1, 0.5], dtype: .float64), reduction: r)
      }
      t.unary("multilabelMarginLoss \(r)", [2, 4]) { F.multilabelMarginLoss($0, Tensor([[3, 0, -1, 1], [1, -1, 0, 2]]), reduction: r).square() }
      t.binary("cosineEmbeddingLoss \(r)", [3, 4], [3, 4]) { F.cosineEmbeddingLoss($0, $1, signs, reduction: r) }
      t.ternary("tripletMarginLoss \(r)", [3, 4], [3, 4], [3, 4]) { F.tripletMarginLoss($0, $1, $2, p: 3, reduction: r) }
      t.ternary("tripletMarginWithDistanceLoss \(r)", [3, 4], [3, 4], [3, 4]) {
        F.tripletMarginWithDistanceLoss($0, $1, $2, distanceFunction: { 1 - F.cosineSimilarity($0, $1) }, reduction: r)
      }
      t.unary("nllLoss \(r)", [3, 4]) { F.nllLoss($0, Tensor([1, 0, 3]), reduction: r).square() }
      t.unary("crossEntropy smoothed \(r)", [3, 4]) { F.crossEntropy($0, Tensor([1, 0, -100]), reduction: r, labelSmoothing: 0.1) }
    }
    for r: F.KLDivReduction in [.none, .mean, .sum, .batchmean] {
      t.binary("klDiv \(r)", [2, 3], [2, 3], in: 0.2...2) { F.klDiv($0, $1, reduction: r) }
    }
  }

  /// The derivative belongs to the logits, whose `logSoftmax` the loss takes: of them the second one is right too.
  static let alignments = GradientTable.build { t in
    for r: LossReduction in [.none, .mean, .sum] {
      t.unary("ctcLoss \(r)", [5, 2, 4]) {
        F.ctcLoss($0.logSoftmax(dim: 2), Tensor([[1, 2], [3, 3]]), Tensor([5, 4]), Tensor([2, 2]), reduction: r)
      }
    }
    t.unary("ctcLoss of joined targets", [4, 2, 3]) {
      F.ctcLoss($0.logSoftmax(dim: 2), Tensor([1, 2, 1]), Tensor([4, 3]), Tensor([2, 1]), blank: 0, zeroInfinity: true)
    }
  }
}
