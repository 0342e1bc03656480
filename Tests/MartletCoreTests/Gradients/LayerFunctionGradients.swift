import Martlet
import MartletTestSupport
import Testing

/// What the less common layers compute: attention, embeddings, padding, resampling, distances, norms within a sample.
@Suite struct LayerFunctionGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = attention + images + resampling + norms

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
    t.outputs("bilinear", [[2, 3], [2, 2], [4, 3, 2], [4]]) { [F.bilinear($0[0], $0[1], $0[2], $0[3])] }
    t.binary("pairwiseDistance", [3, 4], [3, 4]) { F.pairwiseDistance($0, $1) }
    t.binary("cosineSimilarity", [3, 4], [3, 4]) { F.cosineSimilarity($0, $1) }
    t.unary("normalize", [2, 4]) { F.normalize($0) }
    t.unary("pdist", [4, 3]) { F.pdist($0) }
  }

  static let images = GradientTable.build { t in
    t.unary("pad") { F.pad($0, [1, 2], value: 3).square() }
    t.unary("pad that crops", [3, 4]) { F.pad($0, [-1, 1, 2, -1]).square() }
    t.unary("pad reflect", [1, 2, 4]) { F.pad($0, [2, 1], mode: .reflect).square() }
    t.unary("pad replicate", [1, 1, 3, 3]) { F.pad($0, [1, 2, 0, 1], mode: .replicate).square() }
    t.unary("pad circular", [1, 2, 4]) { F.pad($0, [2, 1], mode: .circular).square() }
    t.unary("unfold", [1, 2, 4, 4]) { F.unfold($0, kernelSize: [2, 3], padding: 1, stride: 2).square() }
    t.unary("fold", [1, 8, 4]) { F.fold($0, outputSize: [3, 3], kernelSize: 2).square() }
    t.unary("pixelShuffle", [1, 4, 2, 3]) { F.pixelShuffle($0, 2).square() }
    t.unary("pixelUnshuffle", [1, 1, 4, 2]) { F.pixelUnshuffle($0, 2).square() }
    t.unary("channelShuffle", [1, 4, 2, 2]) { F.channelShuffle($0, 2).square() }
    t.unary("maxPool2dWithIndices", [1, 2, 4, 4]) { F.maxPool2dWithIndices($0, 2).output.square() }
    t.unary("maxUnpool2d", [1, 1, 4, 4]) { x in
      let (y, i) = F.maxPool2dWithIndices(x, 2)
      return F.maxUnpool2d(y, i, 2).square()
    }
    t.unary("adaptiveMaxPool1d", [1, 2, 7]) { F.adaptiveMaxPool1d($0, 3).square() }
    t.unary("adaptiveMaxPool2d", [1, 2, 5, 4]) { F.adaptiveMaxPool2d($0, [2, 3]).square() }
    t.unary("lpPool1d", [1, 2, 6], in: 0.5...2) { F.lpPool1d($0, 2, 3, stride: 1) }
    t.unary("lpPool2d", [1, 1, 4, 4], in: 0.5...2) { F.lpPool2d($0, 3, 2) }
  }

  static let resampling = GradientTable.build { t in
    t.unary("interpolate nearest", [1, 2, 3, 2]) { F.interpolate($0, scaleFactor: 2.0).square() }
    t.unary("interpolate linear", [1, 2, 4]) { F.interpolate($0, size: 7, mode: .linear).square() }
    t.unary("interpolate bilinear", [1, 1, 3, 4]) { F.interpolate($0, size: [5, 3], mode: .bilinear, alignCorners: true).square() }
    t.unary("interpolate bicubic", [1, 1, 4, 3]) { F.interpolate($0, size: [6, 5], mode: .bicubic).square() }
    t.unary("interpolate trilinear", [1, 1, 2, 3, 2]) { F.interpolate($0, size: [3, 4, 3], mode: .trilinear).square() }
    t.unary("interpolate area", [1, 1, 4, 5]) { F.interpolate($0, size: [2, 3], mode: .area).square() }
    t.unary("affineGrid", [1, 2, 3]) { F.affineGrid($0, size: [1, 1, 2, 3]).square() }
  }

  /// Sampling has no second derivative in PyTorch's grids; its first ones are those of the image and of the grid.
  @Test(arguments: Layout.allCases) func gridSample(_ layout: Layout) {
    let cases = GradientTable.build { t in
      t.binary("gridSample", [1, 2, 4, 3], [1, 2, 3, 2], in: -0.9...0.9) { F.gridSample($0, $1) }
      t.binary("gridSample nearest", [1, 1, 3, 3], [1, 2, 2, 2], in: -0.9...0.9) { F.gridSample($0, $1, mode: .nearest, alignCorners: true) }
      t.binary("gridSample at the border", [1, 1, 4, 4], [1, 3, 2, 2], in: -1.4...1.4) { F.gridSample($0, $1, paddingMode: .border) }
      t.binary("gridSample reflected", [1, 1, 4, 4], [1, 3, 2, 2], in: -1.4...1.4) { F.gridSample($0, $1, paddingMode: .reflection) }
    }
    for c in cases { #expect(c.firstOrderError(layout) == nil) }
  }

  static let norms = GradientTable.build { t in
    t.ternary("groupNorm", [2, 4, 3], [4], [4]) { F.groupNorm($0, 2, weight: $1, bias: $2) }
    t.ternary("instanceNorm", [2, 3, 4], [3], [3]) { F.instanceNorm($0, weight: $1, bias: $2) }
    t.unary("localResponseNorm", [1, 4, 2, 2]) { F.localResponseNorm($0, 3, alpha: 0.1) }
  }
}
