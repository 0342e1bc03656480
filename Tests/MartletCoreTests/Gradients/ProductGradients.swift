import Martlet
import MartletTestSupport
import Testing

/// Matrix products, and the linear layer's function.
@Suite struct ProductGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = products + einsum

  private static let products = GradientTable.build { t in
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
    t.ternary("addmm of nothing", [2, 2], [2, 3], [3, 2]) { $0.addmm($1, $2, beta: 0) }
    t.ternary("addmv", [2], [2, 3], [3]) { $0.addmv($1, $2, beta: 0.5, alpha: 2) }
    t.ternary("addr", [3], [2], [3]) { $0.addr($1, $2, beta: 0.5, alpha: 2) }
    t.ternary("addbmm", [2, 2], [2, 2, 3], [2, 3, 2]) { $0.addbmm($1, $2, beta: 0.5, alpha: 2) }
    t.ternary("baddbmm", [2, 2], [2, 2, 3], [2, 3, 2]) { $0.baddbmm($1, $2, beta: 0.5, alpha: 2) }
    t.binary("outer", [2], [3]) { $0.outer($1) }
    t.binary("inner", [2, 3], [4, 3]) { $0.inner($1) }
    t.binary("inner of a 0-d tensor", [], [2, 3]) { $0.inner($1) }
    t.binary("vdot", [4], [4]) { $0.vdot($1) }
    t.binary("kron", [2, 3], [2, 1, 2]) { $0.kron($1) }
    t.binary("cross", [2, 3], [1, 3]) { $0.cross($1) }
    t.binary("cross along dim 0", [3, 2], [3, 2]) { $0.cross($1, dim: 0) }
    t.binary("tensordot", [2, 3, 4], [3, 4, 2]) { $0.tensordot($1) }
    t.binary("tensordot of dims", [2, 3, 4], [4, 2, 2]) { $0.tensordot($1, dims: ([0, 2], [1, 0])) }
    t.binary("linear", [2, 3], [4, 3]) { F.linear($0, $1) }
    t.ternary("linear with bias", [2, 3], [4, 3], [4]) { F.linear($0, $1, $2) }
    t.ternary("linear of three dims", [2, 2, 3], [4, 3], [4]) { F.linear($0, $1, $2) }
    t.ternary("linear of a vector", [3], [4, 3], [4]) { F.linear($0, $1, $2) }
    t.ternary("linear with a vector of weights", [2, 3], [3], []) { F.linear($0, $1, $2) }
  }

  private static let einsum = GradientTable.build { t in
    t.binary("einsum of matrices", [2, 3], [3, 4]) { Tensor.einsum("ij,jk->ik", $0, $1) }
    t.binary("einsum of batches", [2, 2, 3], [2, 3, 2]) { Tensor.einsum("bij,bjk", $0, $1) }
    t.unary("einsum of a trace", [3, 3]) { Tensor.einsum("ii", $0).square() }
    t.unary("einsum of a diagonal", [2, 3, 3]) { Tensor.einsum("...ii->...i", $0).square() }
    t.unary("einsum that transposes and sums", [2, 3, 2]) { Tensor.einsum("ijk->kj", $0).square() }
    t.binary("einsum that broadcasts", [2, 1, 3], [4, 3]) { Tensor.einsum("...i,...i->...", $0, $1) }
    t.ternary("einsum of three", [2, 3], [3, 2], [2]) { Tensor.einsum("ij,jk,k->i", $0, $1, $2) }
    t.binary("einsum outer", [2], [3]) { Tensor.einsum("i,j", $0, $1) }
  }
}
