import Martlet
import MartletTestSupport
import Testing

/// Writing, adding and combining at positions, and reading from the flattened tensor.
@Suite struct ScatterGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  static let cases = positions + combined + masked

  private static let corner = Tensor([[2, 0, 2], [1, 2, 2]])
  private static let rows = Tensor([2, 0, 2])
  private static let mask = Tensor([[true, false, true], [false, false, true]])

  static let positions = GradientTable.build { t in
    t.unary("take", [3, 4]) { $0.take(Tensor([[1, 11], [-2, 1]])).square() }
    t.unary("takeAlongDim", [3, 1]) { $0.takeAlongDim(corner, dim: 0).square() }
    t.unary("takeAlongDim flattened") { $0.takeAlongDim(Tensor([5, 0, 5])).square() }
    t.binary("put", [3, 4], [3]) { $0.put(Tensor([1, 11, 4]), $1).square() }
    t.binary("put_ accumulate", [3, 4], [3]) { $0.clone().put_(Tensor([1, 11, 1]), $1, accumulate: true).square() }
    t.binary("indexCopy", [3, 4], [3, 2]) { $0.indexCopy(dim: 1, index: Tensor([3, 0]), source: $1).square() }
    t.binary("indexCopy_", [3, 4], [2, 4]) { $0.clone().indexCopy_(dim: 0, index: Tensor([2, 0]), source: $1).square() }
    t.unary("indexFill", [3, 4]) { $0.indexFill(dim: 1, index: rows, value: 0.5).square() }
    t.binary("indexFill_ with a tensor", [3, 4], []) { $0.clone().indexFill_(dim: 0, index: rows, value: $1).square() }
    t.binary("indexAdd_", [3, 4], [3, 4]) { $0.clone().indexAdd_(dim: 0, index: rows, source: $1, alpha: -2).square() }
    t.binary("scatter_", [3, 3], [2, 2]) { $0.clone().scatter_(dim: 0, index: Tensor([[2, 0], [1, 2]]), src: $1).square() }
    t.unary("scatter_ number", [3, 3]) { $0.clone().scatter_(dim: 1, index: Tensor([[2], [1]]), value: -1).square() }
    t.binary("scatterAdd_", [3, 3], [2, 3]) { $0.clone().scatterAdd_(dim: 0, index: corner, src: $1).square() }
  }

  static let combined = GradientTable.build { t in
    for reduce: ScatterReduction in [.sum, .prod, .mean, .amax, .amin] {
      t.binary("scatterReduce \(reduce)", [3, 3], [2, 3]) {
        $0.scatterReduce(dim: 0, index: corner, src: $1, reduce: reduce).square()
      }
      t.binary("scatterReduce_ \(reduce) without self", [3, 3], [2, 3]) {
        $0.clone().scatterReduce_(dim: 0, index: corner, src: $1, reduce: reduce, includeSelf: false).square()
      }
    }
    for reduce: ScatterReduction in [.prod, .mean, .amax, .amin] {
      t.binary("indexReduce \(reduce)", [3, 2], [3, 2]) { $0.indexReduce(dim: 0, index: rows, source: $1, reduce: reduce).square() }
      t.binary("indexReduce_ \(reduce) without self", [2, 3], [2, 3]) {
        $0.clone().indexReduce_(dim: 1, index: rows, source: $1, reduce: reduce, includeSelf: false).square()
      }
    }
    t.binary("scatter add", [3, 3], [2, 3]) { $0.scatter(dim: 0, index: corner, src: $1, reduce: .add).square() }
    t.binary("scatter_ multiply", [3, 3], [2, 3]) { $0.clone().scatter_(dim: 0, index: corner, src: $1, reduce: .multiply) }
    t.unary("scatter multiply by a number", [3, 3]) { $0.scatter(dim: 0, index: corner, value: 3, reduce: .multiply).square() }
  }

  static let masked = GradientTable.build { t in
    t.unary("maskedFill_") { $0.clone().maskedFill_(mask, 2.5).square() }
    t.binary("maskedFill_ tensor", [2, 3], []) { $0.clone().maskedFill_(mask, $1).square() }
    t.binary("maskedScatter", [2, 3], [4]) { $0.maskedScatter(mask, $1).square() }
    t.binary("maskedScatter_", [2, 3], [2, 2]) { $0.clone().maskedScatter_(mask, $1).square() }
  }
}
