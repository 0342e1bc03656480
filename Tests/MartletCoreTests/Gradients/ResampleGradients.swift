import Martlet
import MartletTestSupport
import Testing

/// Padding, sliding blocks, shuffles, resizing and sampling on grids.
@Suite struct ResampleGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = blocks + resized + sampled

  static let blocks = GradientTable.build { t in
    t.unary("pad") { F.pad($0, [1, 2], value: 3).square() }
    t.unary("pad that crops", [3, 4]) { F.pad($0, [-1, 1, 2, -1]).square() }
    t.unary("pad reflect", [1, 2, 4]) { F.pad($0, [2, 1], mode: .reflect).square() }
    t.unary("pad reflect of two dims", [1, 1, 3, 4]) { F.pad($0, [2, 1, 0, 2], mode: .reflect).square() }
    t.unary("pad reflect of three dims", [1, 1, 2, 3, 2]) { F.pad($0, [1, 1, 2, 0, 0, 1], mode: .reflect).square() }
    t.unary("pad replicate", [1, 1, 3, 3]) { F.pad($0, [1, 2, 0, 1], mode: .replicate).square() }
    t.unary("pad replicate of three dims", [1, 1, 2, 2, 3]) { F.pad($0, [1, 0, 2, 1, 0, 1], mode: .replicate).square() }
    t.unary("pad circular", [1, 2, 4]) { F.pad($0, [2, 1], mode: .circular).square() }
    t.unary("pad circular of two dims", [1, 1, 3, 4]) { F.pad($0, [2, 1, 1, 0], mode: .circular).square() }
    t.unary("unfold", [1, 2, 4, 4]) { F.unfold($0, kernelSize: [2, 3], padding: 1, stride: 2).square() }
    t.unary("unfold with dilation", [2, 4, 4]) { F.unfold($0, kernelSize: 2, dilation: 2).square() }
    t.unary("fold", [1, 8, 4]) { F.fold($0, outputSize: [3, 3], kernelSize: 2).square() }
    t.unary("pixelShuffle", [1, 4, 2, 3]) { F.pixelShuffle($0, 2).square() }
    t.unary("pixelUnshuffle", [1, 1, 4, 2]) { F.pixelUnshuffle($0, 2).square() }
    t.unary("channelShuffle", [1, 4, 2, 2]) { F.channelShuffle($0, 2).square() }
  }

  static let resized = GradientTable.build { t in
    t.unary("interpolate nearest", [1, 2, 3, 2]) { F.interpolate($0, scaleFactor: 2.0).square() }
    t.unary("interpolate nearest of a line", [1, 2, 5]) { F.interpolate($0, size: 3).square() }
    t.unary("interpolate nearestExact", [1, 1, 2, 3, 2]) { F.interpolate($0, size: [3, 2, 4], mode: .nearestExact).square() }
    t.unary("interpolate linear", [1, 2, 4]) { F.interpolate($0, size: 7, mode: .linear).square() }
    t.unary("interpolate bilinear", [1, 1, 3, 4]) { F.interpolate($0, size: [5, 3], mode: .bilinear, alignCorners: true).square() }
    t.unary("interpolate bilinear by factors", [1, 1, 3, 4]) { F.interpolate($0, scaleFactor: [1.7, 0.8], mode: .bilinear).square() }
    t.unary("interpolate bilinear antialiased", [1, 1, 5, 4]) {
      F.interpolate($0, size: [3, 2], mode: .bilinear, antialias: true).square()
    }
    t.unary("interpolate bicubic", [1, 1, 4, 3]) { F.interpolate($0, size: [6, 5], mode: .bicubic).square() }
    t.unary("interpolate bicubic antialiased", [1, 1, 5, 4]) { F.interpolate($0, size: [3, 2], mode: .bicubic, antialias: true).square() }
    t.unary("interpolate trilinear", [1, 1, 2, 3, 2]) { F.interpolate($0, size: [3, 4, 3], mode: .trilinear).square() }
    t.unary("interpolate area", [1, 1, 4, 5]) { F.interpolate($0, size: [2, 3], mode: .area).square() }
    t.unary("upsample", [1, 1, 4]) { F.upsample($0, size: 6, mode: .linear, alignCorners: true).square() }
    t.unary("upsampleNearest", [1, 1, 2, 3]) { F.upsampleNearest($0, scaleFactor: 2).square() }
    t.unary("upsampleBilinear", [1, 1, 2, 3]) { F.upsampleBilinear($0, size: 4).square() }
  }

  /// PyTorch differentiates `grid_sample` once; here the second derivative comes from the ops that it is made of.
  static let sampled = GradientTable.build { t in
    t.unary("affineGrid", [1, 2, 3]) { F.affineGrid($0, size: [1, 1, 2, 3]).square() }
    t.unary("affineGrid of volumes", [1, 3, 4]) { F.affineGrid($0, size: [1, 1, 2, 2, 2], alignCorners: true).square() }
    t.binary("gridSample", [1, 2, 4, 3], [1, 2, 3, 2], in: -0.9...0.9) { F.gridSample($0, $1) }
    t.binary("gridSample nearest", [1, 1, 3, 3], [1, 2, 2, 2], in: -0.9...0.9) { F.gridSample($0, $1, mode: .nearest, alignCorners: true) }
    t.binary("gridSample bicubic", [1, 1, 4, 4], [1, 2, 2, 2], in: -0.9...0.9) { F.gridSample($0, $1, mode: .bicubic) }
    t.binary("gridSample at the border", [1, 1, 4, 4], [1, 3, 2, 2], in: -1.4...1.4) { F.gridSample($0, $1, paddingMode: .border) }
    t.binary("gridSample reflected", [1, 1, 4, 4], [1, 3, 2, 2], in: -1.4...1.4) { F.gridSample($0, $1, paddingMode: .reflection) }
    t.binary("gridSample of volumes", [1, 1, 2, 3, 2], [1, 2, 1, 2, 3], in: -0.9...0.9) { F.gridSample($0, $1, alignCorners: true) }
  }
}
