import Martlet
import MartletTestSupport
import Testing

/// Reading and writing by index.
@Suite struct IndexingGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = reads + writes

  private static let rows = Tensor([2, 0, 2]), cols = Tensor([1, -1, 1])
  private static let mask = Tensor([[true, false, true, false], [false, false, true, true], [true, true, false, false]])

  static let reads = GradientTable.build { t in
    t.unary("x[1]", [3, 4]) { $0[1].square() }
    t.unary("x[1..<3]", [3, 4]) { $0[1..<3].square() }
    t.unary("x[.ellipsis, -1]", [2, 3, 4]) { $0[.ellipsis, -1].square() }
    t.unary("x[.all, .newAxis, .step]", [2, 5]) { $0[.all, .newAxis, .step(0, nil, 2)].square() }
    t.unary("x[rows]", [3, 4]) { $0[rows].square() }
    t.unary("x[rows, cols]", [3, 4]) { $0[rows, cols].square() }
    t.unary("x[.all, cols]", [3, 4]) { $0[.all, cols].square() }
    t.unary("x[rows, .all, cols]", [3, 2, 4]) { $0[rows, .all, cols].square() }
    t.unary("x[.all, rows, cols]", [2, 3, 4]) { $0[.all, rows, cols].square() }
    t.unary("x[1, .newAxis, rows]", [2, 3]) { $0[1, .newAxis, rows].square() }
    t.unary("x[mask]", [3, 4]) { $0[mask].square() }
    t.unary("x[mask] of leading dims", [3, 4, 2]) { $0[mask].square() }
    t.unary("x[array]", [3, 4]) { $0[[0, 2, 2]].square() }
    t.unary("indexSelect", [3, 4]) { $0.indexSelect(dim: 1, index: Tensor([3, 0, 3])).square() }
    t.unary("gather", [3, 4]) { $0.gather(dim: 1, index: Tensor([[3, 0], [1, 1]])).square() }
    t.unary("maskedSelect", [3, 1]) { $0.maskedSelect(mask).square() }
  }

  static let writes = GradientTable.build { t in
    t.binary("indexAdd", [3, 4], [3, 4]) { $0.indexAdd(dim: 0, index: rows, source: $1, alpha: 0.5).square() }
    t.binary("indexAdd along dim 1", [2, 3], [2, 2]) { $0.indexAdd(dim: 1, index: Tensor([2, 2]), source: $1).square() }
    t.binary("scatter", [3, 4], [2, 2]) { $0.scatter(dim: 1, index: Tensor([[3, 0], [1, 2]]), src: $1).square() }
    t.unary("scatter number", [3, 4]) { $0.scatter(dim: 0, index: Tensor([[2, 1]]), value: 1.5).square() }
    t.binary("scatterAdd", [3, 4], [3, 3]) {
      $0.scatterAdd(dim: 0, index: Tensor([[2, 1], [2, 2]]), src: $1).square()
    }
    t.unary("maskedFill", [3, 4]) { $0.maskedFill(mask, 2.5).square() }
    t.binary("maskedFill tensor", [3, 4], []) { $0.maskedFill(mask, $1).square() }
    t.binary("indexPut_", [3, 4], [3]) { $0.clone().indexPut_([Tensor([2, 0, 1]), cols], $1).square() }
    t.binary("indexPut_ accumulate", [3, 4], [3]) { $0.clone().indexPut_([rows, cols], $1, accumulate: true).square() }
    t.binary("x[1] = y", [3, 4], [4]) { x, y in write(x) { $0[1] = y } }
    t.binary("x[.all, 1..<3] = y", [3, 4], [3, 1]) { x, y in write(x) { $0[.all, 1..<3] = y } }
    t.binary("x[mask] = y", [3, 4], [6]) { x, y in write(x) { $0[mask] = y } }
    t.binary("x[mask] = 0-d", [3, 4], []) { x, y in write(x) { $0[mask] = y } }
    t.binary("x[rows, cols] = y", [3, 4], [2]) { x, y in write(x) { $0[Tensor([2, 0]), Tensor([1, 3])] = y } }
    t.binary("x[.all, cols] = y", [3, 4], [2]) { x, y in write(x) { $0[.all, Tensor([0, 2])] = y } }
    t.binary("x[i, .all, j] = y", [2, 3, 4], [2, 3]) { x, y in write(x) { $0[Tensor([0, 1]), .all, Tensor([3, 0])] = y } }
    t.binary("x[0] += y", [3, 4], [4]) { x, y in write(x) { $0[0] += y } }
    t.binary("x[1] -= y", [3, 4], [4]) { x, y in write(x) { $0[1] -= y } }
    t.binary("x[..<2] /= y", [3, 4], [4], in: 0.5...2) { x, y in write(x) { $0[..<2] /= y } }
    t.binary("x[.all, 1] *= y", [3, 4], [3]) { x, y in write(x) { $0[.all, 1] *= y } }
    t.binary("x[mask] *= y", [3, 4], [6]) { x, y in write(x) { $0[mask] *= y } }
    t.binary("two writes that overlap", [3, 4], [4]) { x, y in write(x) { $0[1] = y; $0[.all, 2] *= 3; $0[1..<3] += y } }
  }

  /// The square of a copy that was changed.
  private static func write(_ x: Tensor, _ change: (Tensor) -> Void) -> Tensor {
    let y = x.clone()
    change(y)
    return y.square()
  }
}
