import Martlet
import MartletTestSupport
import Testing

/// Repetitions, turns, joins and splits, diagonals and triangles, and copies with a part overwritten.
@Suite struct RearrangeGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = turns + joins + splits + diagonals + overwritten

  static let turns = GradientTable.build { t in
    t.unary("ravel") { $0.ravel().square() }
    t.unary("viewAs", [2, 6]) { $0.contiguous().viewAs(Tensor.zeros(3, 4)).square() }
    t.unary("reshapeAs", [2, 6]) { $0.reshapeAs(Tensor.zeros(3, 4)).square() }
    t.unary("expandAs", [2, 1]) { $0.expandAs(Tensor.zeros(3, 2, 4)).square() }
    t.unary("tile", [2, 3]) { $0.tile(2).square() }
    t.unary("tile of more dims", [2, 3]) { $0.tile(2, 1, 2).square() }
    t.unary("fliplr") { $0.fliplr().square() }
    t.unary("flipud") { $0.flipud().square() }
    t.unary("rot90", [2, 3, 2]) { $0.rot90(3, [0, 2]).square() }
    t.unary("repeatInterleave") { $0.repeatInterleave(2).square() }
    t.unary("repeatInterleave of dim 1") { $0.repeatInterleave(3, dim: 1).square() }
    t.unary("repeatInterleave by counts") { $0.repeatInterleave(Tensor([2, 0, 1]), dim: 1).square() }
    t.unary("sumToSize", [2, 3, 4]) { $0.sumToSize([3, 1]).square() }
    t.unary("fftshift", [5, 4]) { FFT.fftshift($0).square() }
    t.unary("ifftshift", [5, 4]) { FFT.ifftshift($0, dim: [0]).square() }
  }

  static let joins = GradientTable.build { t in
    t.unary("atleast1d", []) { $0.atleast1d().square() }
    t.unary("atleast2d", [3]) { $0.atleast2d().square() }
    t.unary("atleast3d", [2, 3]) { $0.atleast3d().square() }
    t.binary("vstack", [3], [2, 3]) { Tensor.vstack([$0, $1]).square() }
    t.binary("hstack", [2, 3], [2, 1]) { Tensor.hstack([$0, $1]).square() }
    t.binary("dstack", [2, 3], [2, 3]) { Tensor.dstack([$0, $1]).square() }
    t.binary("columnStack", [2], [2, 3]) { Tensor.columnStack([$0, $1]).square() }
    t.ternary("blockDiag", [2, 1], [3], []) { Tensor.blockDiag($0, $1, $2).square() }
    t.outputs("broadcastTensors", [[2, 1], [3]]) { Tensor.broadcastTensors($0).map { $0.square() } }
    t.binary("cartesianProd", [2], [3]) { Tensor.cartesianProd($0, $1).square() }
    t.unary("combinations", [4]) { $0.combinations(r: 2, withReplacement: true).square() }
    t.binary("cat of an empty tensor", [0], [2, 3]) { Tensor.cat([$0, $1]).square() }
  }

  static let splits = GradientTable.build { t in
    t.outputs("tensorSplit", [[5, 2]]) { $0[0].tensorSplit(3).map { $0.square() } }
    t.outputs("tensorSplit at positions", [[2, 5]]) { $0[0].tensorSplit([1, 3], dim: 1).map { $0.square() } }
    t.outputs("hsplit", [[2, 4]]) { $0[0].hsplit(2).map { $0.square() } }
    t.outputs("vsplit", [[4, 2]]) { $0[0].vsplit([1]).map { $0.square() } }
    t.outputs("dsplit", [[2, 1, 4]]) { $0[0].dsplit(2).map { $0.square() } }
    t.outputs("a split of which one part is used", [[5, 2]]) { [$0[0].split(2)[1].square()] }
  }

  static let diagonals = GradientTable.build { t in
    t.unary("diag of a vector", [3]) { $0.diag(1).square() }
    t.unary("diag of a matrix", [3, 4]) { $0.diag(-1).square() }
    t.unary("diagEmbed", [2, 3]) { $0.diagEmbed(offset: 1, dim1: 0, dim2: 2).square() }
    t.unary("diagflat") { $0.diagflat().square() }
    t.unary("trace", [3, 4]) { $0.trace().square() }
    t.unary("tril", [2, 3, 4]) { $0.tril(1).square() }
    t.unary("triu", [3, 4]) { $0.triu(-1).square() }
  }

  static let overwritten = GradientTable.build { t in
    t.binary("selectScatter", [3, 4], [3]) { $0.selectScatter($1, dim: 1, index: -1).square() }
    t.binary("sliceScatter", [5, 2], [3, 2]) { $0.sliceScatter($1, start: 0, end: 5, step: 2).square() }
    t.binary("diagonalScatter", [3, 4], [3]) { $0.diagonalScatter($1, offset: 1).square() }
    t.binary("asStridedScatter", [12], [2, 3]) { $0.clone().asStridedScatter($1, [2, 3], [6, 2], storageOffset: 1).square() }
  }
}
