import Martlet
import MartletTestSupport
import Testing

/// Norms, ranks, scans, differences and covariances.
@Suite struct StatisticGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = GradientTable.build { t in
    t.unary("norm") { $0.norm() }
    t.unary("norm 1") { $0.norm(p: 1) }
    t.unary("norm 3 of dim 1", [2, 4]) { $0.norm(p: 3, dim: 1, keepDim: true) }
    t.unary("norm inf") { $0.norm(p: Double.infinity) }
    t.binary("dist", [2, 3], [3]) { $0.dist($1) }
    t.binary("dist 3", [2, 3], [3]) { $0.dist($1, p: 3) }
    t.binary("cdist", [2, 3], [2, 3]) { $0.cdist($1) }
    t.binary("cdist through a product, batched", [2, 1, 2], [3, 2]) { $0.cdist($1, computeMode: .useMmForEuclidDist) }
    t.binary("cdist 1", [2, 3], [2, 3]) { $0.cdist($1, p: 1).square() }
    t.binary("cdist 3", [2, 3], [2, 3]) { $0.cdist($1, p: 3) }
    t.binary("cdist inf", [2, 3], [2, 3]) { $0.cdist($1, p: .infinity).square() }
    t.unary("renorm", [3, 4]) { $0.renorm(p: 2, dim: 0, maxNorm: 1.5) }
    t.unary("nansum") { $0.nansum() * $0 }
    t.unary("nanmean") { $0.nanmean(dim: 1).square() }
    t.outputs("aminmax", [[3, 4]]) { x in
      let (low, high) = x[0].aminmax(dim: 1)
      return [low.square(), high.square()]
    }
    t.unary("quantile", [2, 5]) { $0.quantile(0.3, dim: 1).square() }
    t.unary("quantiles", [7]) { $0.quantile(Tensor([0.1, 0.6], dtype: .float64)).square() }
    t.binary("quantile of q", [2, 5], [2], in: 0.1...0.9) { $0.quantile($1, dim: 1).square() }
    t.unary("median of dim 0", [5, 2]) { $0.median(dim: 0).values.square() }
    t.unary("median") { $0.median().square() }
    t.unary("nanmedian") { $0.nanmedian().square() }
    t.unary("nanmedian of dim 1", [2, 3]) { $0.nanmedian(dim: 1).values.square() }
    t.unary("nanquantile", [2, 5]) { $0.nanquantile(0.3, dim: 1).square() }
    t.unary("quantile midpoint", [2, 4]) { $0.quantile(0.4, dim: 1, interpolation: .midpoint).square() }
    t.unary("kthvalue", [2, 5]) { $0.kthvalue(2).values.square() }
    t.unary("mode", [2, 3]) { $0.mode().values.square() }
    t.unary("msort", [4, 2]) { $0.msort().square() }
    t.unary("cummax", [2, 5]) { $0.cummax(dim: 1).values.square() }
    t.unary("cummin", [5, 2]) { $0.cummin(dim: 0).values.square() }
    t.unary("logcumsumexp", [2, 4]) { $0.logcumsumexp(dim: 1) }
    t.unary("diff", [2, 5]) { $0.diff(n: 2).square() }
    t.binary("diff with an end", [2, 3], [2, 1]) { $0.diff(append: $1).square() }
    t.unary("trapezoid", [2, 4]) { $0.trapezoid(dx: 0.5).square() }
    t.binary("trapezoid over x", [2, 4], [4]) { $0.trapezoid($1) }
    t.unary("cumulativeTrapezoid", [2, 4]) { $0.cumulativeTrapezoid().square() }
    t.binary("cumulativeTrapezoid over x", [2, 4], [4]) { $0.cumulativeTrapezoid($1) }
    t.binary("diff with a beginning", [2, 3], [2, 1]) { $0.diff(prepend: $1).square() }
    t.outputs("gradient of second order at the edges", [[5]]) { $0[0].gradient(edgeOrder: 2).map { $0.square() } }
    t.outputs("gradient over positions", [[5]]) { $0[0].gradient(spacing: [Tensor([0.0, 1, 1.5, 3, 4], dtype: .float64)]).map { $0.square() } }
    t.outputs("gradient", [[4, 5]]) { $0[0].gradient(spacing: 2.0).map { $0.square() } }
    t.unary("cov", [3, 5]) { $0.cov() }
    t.unary("cov with weights", [2, 4]) { $0.cov(fweights: Tensor([1, 2, 1, 3]), aweights: Tensor([0.5, 1, 2, 1], dtype: .float64)) }
    t.unary("corrcoef", [3, 5]) { $0.corrcoef() }
  }
}
