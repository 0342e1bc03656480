import Martlet
import MartletTestSupport
import Testing

/// Sums, extremes, spreads and scans.
@Suite struct ReductionGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = GradientTable.build { t in
    t.unary("sum") { $0.sum() }
    t.unary("sum of dim 0") { $0.sum(dim: 0) }
    t.unary("sum of outer dims", [2, 3, 4]) { $0.sum(dim: [0, 2], keepDim: true) }
    t.unary("mean") { $0.mean() }
    t.unary("mean of dim 1", [2, 3, 2]) { $0.mean(dim: 1) }
    t.unary("mean of a 0-d tensor", []) { $0.mean() }
    t.unary("prod") { $0.prod() }
    t.unary("prod of dim 0", [3, 2]) { $0.prod(dim: 0, keepDim: true) }
    t.unary("prod with a zero") { ($0 * zeroAtOne).prod() }
    t.unary("prod with two zeros", [3, 2]) { ($0 * Tensor([[0.0, 1], [1, 0], [1, 0]], dtype: .float64)).prod(dim: 0) }
    t.unary("max") { $0.max() }
    t.unary("min") { $0.min() }
    t.unary("max of dim 1") { $0.max(dim: 1).values }
    t.unary("min of dim 0") { $0.min(dim: 0, keepDim: true).values }
    t.unary("amax", [2, 3, 2]) { $0.amax(dim: [0, 2]) }
    t.unary("amin") { $0.amin(dim: 1, keepDim: true) }
    t.unary("amax of everything") { $0.amax() }
    t.unary("var") { $0.var() }
    t.unary("var of dim 1", [2, 4]) { $0.var(dim: 1, correction: 0) }
    t.unary("std") { $0.std() }
    t.unary("std of dim 0", [4, 2]) { $0.std(dim: 0, keepDim: true) }
    t.outputs("varMean", [[3, 4]]) { x in
      let (v, m) = x[0].varMean(dim: 1)
      return [v, m]
    }
    t.outputs("stdMean", [[3, 4]]) { x in
      let (s, m) = x[0].stdMean(dim: 0, correction: 0)
      return [s, m]
    }
    t.unary("cumsum", [3, 4]) { $0.cumsum(dim: 1) }
    t.unary("cumsum of dim 0", [3, 4]) { $0.cumsum(dim: 0) }
    t.unary("cumprod", [3, 3]) { $0.cumprod(dim: 0) }
    t.unary("cumprod with a zero") { ($0 * zeroAtOne).cumprod(dim: 1) }
    t.unary("logsumexp") { $0.logsumexp(dim: 1) }
    t.unary("logsumexp of two dims", [2, 3, 2]) { $0.logsumexp(dim: [0, 2], keepDim: true) }
    t.unary("sort", [3, 4]) { $0.sort(dim: 1).values }
    t.unary("sort of dim 0, descending", [4, 2]) { $0.sort(dim: 0, descending: true).values }
    t.unary("topk", [2, 5]) { $0.topk(2).values }
    t.unary("topk of dim 0, smallest", [5, 2]) { $0.topk(3, dim: 0, largest: false).values }
  }

  private static let zeroAtOne = Tensor([[1.0, 0, 1], [1, 1, 1]], dtype: .float64)

  /// Equal extremes share the gradient of `max()` and `amax`; `max(dim:)` gives it to the first.
  @Test func tiesShareTheGradient() {
    let x = Tensor([[1.0, 3, 3], [0, 3, 2]], requiresGrad: true)
    #expect(grad(of: [x.max()], wrt: [x])[0].toArray(Double.self).map { $0 * 3 } == [0, 1, 1, 0, 1, 0].map { Double(Float(1) / 3) * 3 * $0 })
    #expect(grad(of: [x.amax(dim: 1).sum()], wrt: [x])[0].equal(Tensor([[0, 0.5, 0.5], [0, 1, 0]])))
    #expect(grad(of: [x.max(dim: 1).values.sum()], wrt: [x])[0].equal(Tensor([[0.0, 1, 0], [0, 1, 0]])))
  }
}
