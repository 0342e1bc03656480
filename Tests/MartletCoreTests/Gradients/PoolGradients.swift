import Martlet
import MartletTestSupport
import Testing

/// Pooling: largest values, means and norms of windows, of one size or as many as the output has elements, and the way back.
@Suite struct PoolGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = largest + fractional + means + unpooled

  static let largest = GradientTable.build { t in
    t.unary("maxPool1d", [2, 2, 6]) { F.maxPool1d($0, 2).square() }
    t.unary("maxPool2d", [1, 2, 4, 5]) { F.maxPool2d($0, 2).square() }
    t.unary("maxPool2d with overlap", [1, 1, 5, 5]) { F.maxPool2d($0, 3, stride: 1, padding: 1).square() }
    t.unary("maxPool2d with dilation, rounded up", [1, 1, 6, 5]) { F.maxPool2d($0, 2, stride: 2, dilation: 2, ceilMode: true).square() }
    t.unary("maxPool2d without a batch", [2, 4, 4]) { F.maxPool2d($0, 2, stride: 1).square() }
    t.unary("maxPool3d", [1, 1, 2, 4, 3]) { F.maxPool3d($0, [2, 2, 1]).square() }
    t.unary("maxPool1dWithIndices", [2, 2, 6]) { F.maxPool1dWithIndices($0, 3, stride: 1, padding: 1).output.square() }
    t.unary("maxPool2dWithIndices", [1, 2, 4, 4]) { F.maxPool2dWithIndices($0, 2).output.square() }
    t.unary("maxPool3dWithIndices", [1, 1, 3, 4, 3]) { F.maxPool3dWithIndices($0, 2, stride: 1).output.square() }
    t.unary("adaptiveMaxPool1d", [1, 2, 7]) { F.adaptiveMaxPool1d($0, 3).square() }
    t.unary("adaptiveMaxPool2d", [1, 2, 5, 4]) { F.adaptiveMaxPool2d($0, [2, 3]).square() }
    t.unary("adaptiveMaxPool2d of one side", [1, 2, 5, 4]) { F.adaptiveMaxPool2d($0, [nil, 3]).square() }
    t.unary("adaptiveMaxPool3d", [1, 1, 3, 2, 4]) { F.adaptiveMaxPool3d($0, 2).square() }
    t.unary("adaptiveMaxPool1dWithIndices", [2, 5]) { F.adaptiveMaxPool1dWithIndices($0, 2).output.square() }
    t.unary("adaptiveMaxPool2dWithIndices", [1, 2, 3, 4]) { F.adaptiveMaxPool2dWithIndices($0, 2).output.square() }
    t.unary("adaptiveMaxPool3dWithIndices", [1, 1, 3, 2, 4]) { F.adaptiveMaxPool3dWithIndices($0, [2, 1, 3]).output.square() }
  }

  private static let fractions = Tensor([[[0.2, 0.7], [0.9, 0.1]]], dtype: .float64)
  private static let volumeFractions = Tensor([[[0.2, 0.7, 0.4]]], dtype: .float64)

  static let fractional = GradientTable.build { t in
    t.unary("fractionalMaxPool2d", [1, 2, 4, 5]) {
      F.fractionalMaxPool2d($0, 2, outputSize: [2, 3], randomSamples: fractions).square()
    }
    t.unary("fractionalMaxPool2dWithIndices", [1, 2, 4, 5]) {
      F.fractionalMaxPool2dWithIndices($0, 2, outputSize: [2, 3], randomSamples: fractions).output.square()
    }
    t.unary("fractionalMaxPool3d", [1, 1, 3, 4, 3]) {
      F.fractionalMaxPool3d($0, 2, outputSize: 2, randomSamples: volumeFractions).square()
    }
    t.unary("fractionalMaxPool3dWithIndices", [1, 1, 3, 4, 3]) {
      F.fractionalMaxPool3dWithIndices($0, 2, outputSize: 2, randomSamples: volumeFractions).output.square()
    }
  }

  static let means = GradientTable.build { t in
    t.unary("avgPool1d", [2, 2, 5]) { F.avgPool1d($0, 2, stride: 1).square() }
    t.unary("avgPool2d", [1, 2, 4, 4]) { F.avgPool2d($0, 2).square() }
    t.unary("avgPool2d with padding", [1, 1, 5, 4]) { F.avgPool2d($0, 3, stride: 2, padding: 1, countIncludePad: false).square() }
    t.unary("avgPool2d with a divisor", [1, 1, 4, 4]) { F.avgPool2d($0, 2, ceilMode: true, divisorOverride: 3).square() }
    t.unary("avgPool3d", [1, 1, 2, 4, 2]) { F.avgPool3d($0, 2).square() }
    t.unary("adaptiveAvgPool1d", [1, 2, 7]) { F.adaptiveAvgPool1d($0, 3).square() }
    t.unary("adaptiveAvgPool2d", [1, 2, 5, 4]) { F.adaptiveAvgPool2d($0, [2, 3]).square() }
    t.unary("adaptiveAvgPool2d to one", [2, 2, 3, 3]) { F.adaptiveAvgPool2d($0, 1).square() }
    t.unary("adaptiveAvgPool2d of one side", [1, 2, 5, 4]) { F.adaptiveAvgPool2d($0, [3, nil]).square() }
    t.unary("adaptiveAvgPool3d", [1, 1, 3, 2, 4]) { F.adaptiveAvgPool3d($0, 2).square() }
    t.unary("lpPool1d", [1, 2, 6], in: 0.5...2) { F.lpPool1d($0, 2, 3, stride: 1) }
    t.unary("lpPool2d", [1, 1, 4, 4], in: 0.5...2) { F.lpPool2d($0, 3, 2) }
    t.unary("lpPool3d", [1, 1, 2, 3, 3], in: 0.5...2) { F.lpPool3d($0, 2, 2, stride: 1) }
  }

  static let unpooled = GradientTable.build { t in
    t.unary("maxUnpool1d", [1, 2, 6]) { x in
      let (y, i) = F.maxPool1dWithIndices(x, 2)
      return F.maxUnpool1d(y, i, 2).square()
    }
    t.unary("maxUnpool2d", [1, 1, 4, 4]) { x in
      let (y, i) = F.maxPool2dWithIndices(x, 2)
      return F.maxUnpool2d(y, i, 2).square()
    }
    t.unary("maxUnpool3d", [1, 1, 2, 4, 2]) { x in
      let (y, i) = F.maxPool3dWithIndices(x, 2)
      return F.maxUnpool3d(y, i, 2).square()
    }
  }
}
