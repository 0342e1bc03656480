import Martlet
import MartletTestSupport
import Testing

/// What the less common layers compute: attention, embeddings, distances, norms within a sample.
@Suite struct LayerFunctionGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = attention + norms

  private static let words = Tensor([[1, 0, 3], [3, 3, 2]])

  static let attention = GradientTable.build { t in
    t.ternary("attention", [2, 3, 4], [2, 5, 4], [2, 5, 2]) { F.scaledDotProductAttention($0, $1, $2) }
    t.ternary("causal attention", [1, 2, 3, 2], [1, 2, 3, 2], [1, 2, 3, 2]) { F.scaledDotProductAttention($0, $1, $2, isCausal: true) }
    t.ternary("attention with a mask", [2, 3], [4, 3], [4, 2]) {
      F.scaledDotProductAttention($0, $1, $2, attnMask: Tensor([[true, false, true, true], [false, true, true, false]]), scale: 0.7)
    }
    t.unary("embedding", [4, 2]) { F.embedding(words, $0).square() }
    t.unary("embedding of a result", [4, 2]) { F.embedding(words, $0.square()) }
    t.unary("embeddingBag mean", [4, 2]) { F.embeddingBag(words, $0).square() }
    t.unary("embeddingBag sum", [4, 2]) { F.embeddingBag(words.flatten(), $0, offsets: Tensor([0, 4]), mode: .sum).square() }
    t.unary("embeddingBag max", [4, 2]) { F.embeddingBag(words, $0, mode: .max).square() }
    t.outputs("attention with a mask to learn", [[2, 3], [4, 3], [4, 2], [2, 4]]) {
      [F.scaledDotProductAttention($0[0], $0[1], $0[2], attnMask: $0[3])]
    }
    t.ternary("attention in groups", [1, 4, 2, 2], [1, 2, 3, 2], [1, 2, 3, 2]) { F.scaledDotProductAttention($0, $1, $2, enableGqa: true) }
    t.ternary("attention with dropout", [2, 3, 4], [2, 3, 4], [2, 3, 2]) {
      F.scaledDotProductAttention($0, $1, $2, dropoutP: 0.3, generator: Generator(seed: 5))
    }
    t.binary("embeddingBag with weights", [4, 2], [2, 3]) { F.embeddingBag(words, $0, mode: .sum, perSampleWeights: $1).square() }
    t.unary("embeddingBag with empty bags", [4, 2]) {
      F.embeddingBag(words.flatten(), $0, offsets: Tensor([0, 0, 4, 6]), mode: .mean, includeLastOffset: true).square()
    }
    t.outputs("bilinear", [[2, 3], [2, 2], [4, 3, 2], [4]]) { [F.bilinear($0[0], $0[1], $0[2], $0[3])] }
    t.binary("pairwiseDistance", [3, 4], [3, 4]) { F.pairwiseDistance($0, $1) }
    t.binary("cosineSimilarity", [3, 4], [3, 4]) { F.cosineSimilarity($0, $1) }
    t.unary("normalize", [2, 4]) { F.normalize($0) }
    t.binary("pairwiseDistance 1", [3, 4], [4]) { F.pairwiseDistance($0, $1, p: 1, keepDim: true).square() }
    t.unary("normalize 3 of dim 0", [2, 4]) { F.normalize($0, p: 3, dim: 0) }
    t.unary("pdist", [4, 3]) { F.pdist($0) }
    t.unary("pdist 3", [3, 2]) { F.pdist($0, p: 3) }
  }

  static let norms = GradientTable.build { t in
    t.ternary("groupNorm", [2, 4, 3], [4], [4]) { F.groupNorm($0, 2, weight: $1, bias: $2) }
    t.ternary("instanceNorm", [2, 3, 4], [3], [3]) { F.instanceNorm($0, weight: $1, bias: $2) }
    t.ternary("groupNorm of maps", [1, 4, 4, 4], [4], [4]) { F.groupNorm($0, 2, weight: $1, bias: $2) }
    t.unary("groupNorm without parameters", [2, 4]) { F.groupNorm($0, 2) }
    t.ternary("instanceNorm by running statistics", [2, 3, 4], [3], [3]) {
      F.instanceNorm(
        $0, runningMean: Tensor([0.1, -0.2, 0], dtype: .float64), runningVar: Tensor([0.9, 1.4, 1], dtype: .float64), weight: $1, bias: $2,
        useInputStats: false)
    }
    t.unary("localResponseNorm of a line", [1, 3, 4]) { F.localResponseNorm($0, 2, alpha: 0.5, beta: 0.5, k: 2) }
    t.unary("localResponseNorm", [1, 4, 2, 2]) { F.localResponseNorm($0, 3, alpha: 0.1) }
  }
}
