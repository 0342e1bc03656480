import Martlet
import MartletTestSupport
import Testing

/// Matrix products, and the linear layer's function.
@Suite struct ProductGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = GradientTable.build { t in
    t.binary("mm", [2, 3], [3, 4]) { $0.mm($1) }
    t.unary("mm with its transpose", [2, 3]) { $0.mm($0.t()) }
    t.binary("bmm", [2, 2, 3], [2, 3, 2]) { $0.bmm($1) }
    t.binary("mv", [2, 3], [3]) { $0.mv($1) }
    t.binary("dot", [4], [4]) { $0.dot($1) }
    t.binary("matmul 1×1", [3], [3]) { $0.matmul($1) }
    t.binary("matmul 1×2", [3], [3, 2]) { $0.matmul($1) }
    t.binary("matmul 2×1", [2, 3], [3]) { $0.matmul($1) }
    t.binary("matmul 3×1", [2, 2, 3], [3]) { $0.matmul($1) }
    t.binary("matmul 3×2", [2, 2, 3], [3, 2]) { $0.matmul($1) }
    t.binary("matmul 1×3", [3], [2, 3, 2]) { $0.matmul($1) }
    t.binary("matmul 2×3", [2, 3], [2, 3, 2]) { $0.matmul($1) }
    t.binary("matmul that broadcasts", [2, 1, 2, 3], [3, 3, 2]) { $0.matmul($1) }
    t.binary("matmul of the transpose", [3, 2], [3, 2]) { $0.t().matmul($1) }
    t.ternary("addmm", [2, 2], [2, 3], [3, 2]) { $0.addmm($1, $2, beta: 0.5, alpha: 2) }
    t.ternary("addmm that broadcasts", [2], [2, 3], [3, 2]) { $0.addmm($1, $2) }
    t.binary("linear", [2, 3], [4, 3]) { F.linear($0, $1) }
    t.ternary("linear with bias", [2, 3], [4, 3], [4]) { F.linear($0, $1, $2) }
    t.ternary("linear of three dims", [2, 2, 3], [4, 3], [4]) { F.linear($0, $1, $2) }
    t.ternary("linear of a vector", [3], [4, 3], [4]) { F.linear($0, $1, $2) }
    t.ternary("linear with a vector of weights", [2, 3], [3], []) { F.linear($0, $1, $2) }
  }
}
