import Martlet
import MartletTestSupport
import Testing

/// Gradients at points where a derivative does not exist, or divides by zero: PyTorch 2.15's choices.
@Suite struct CornerGradients {
  private static let nan = Double.nan, inf = Double.infinity

  struct Corner: Sendable, CustomStringConvertible {
    let description: String
    let inputs: [[Double]], gradients: [[Double]]
    let op: @Sendable ([Tensor]) -> Tensor

    init(_ name: String, _ inputs: [[Double]], _ gradients: [[Double]], _ op: @escaping @Sendable ([Tensor]) -> Tensor) {
      (description, self.inputs, self.gradients, self.op) = (name, inputs, gradients, op)
    }
  }

  @Test(arguments: reductions + powers + bounds + functions) func first(_ c: Corner) {
    let x = c.inputs.map { Tensor($0, dtype: .float64, requiresGrad: true) }
    for createGraph in [false, true] {
      let g = grad(of: [c.op(x).sum()], wrt: x, createGraph: createGraph)
      for (i, (actual, expected)) in zip(g, c.gradients).enumerated() {
        let why = difference(actual, expected, rtol: 1e-12)
        #expect(why == nil, "input \(i)")
      }
    }
  }

  static let reductions = [
    Corner("max", [[3, 1, 3]], [[0.5, 0, 0.5]]) { $0[0].max() },
    Corner("max of NaN", [[1, nan, 3, nan]], [[0, 0.5, 0, 0.5]]) { $0[0].max() },
    Corner("amax", [[2, 2, 1]], [[0.5, 0.5, 0]]) { $0[0].amax(dim: 0) },
    Corner("amax of NaN", [[1, nan, 3]], [[nan, nan, nan]]) { $0[0].amax() },
    Corner("amin of NaN", [[1, nan, 3]], [[nan, nan, nan]]) { $0[0].amin(dim: 0) },
    Corner("max of a dim", [[2, 3, 3]], [[0, 1, 0]]) { $0[0].max(dim: 0).values },
    Corner("max of a dim with NaN", [[1, nan, nan]], [[0, 1, 0]]) { $0[0].max(dim: 0).values },
    Corner("cummax", [[1, 3, 3, 2]], [[1, 1, 2, 0]]) { $0[0].cummax(dim: 0).values },
    Corner("median", [[1, 2, 2, 3]], [[0, 0.5, 0.5, 0]]) { $0[0].median() },
    Corner("logsumexp of inf", [[1, inf, 2]], [[0, nan, 0]]) { $0[0].logsumexp(dim: 0) },
    Corner("logsumexp of -inf alone", [[-inf, -inf]], [[nan, nan]]) { $0[0].logsumexp(dim: 0) },
    Corner("logsumexp with -inf", [[-inf, 1]], [[0, 1]]) { $0[0].logsumexp(dim: 0) },
    Corner("nanmean", [[nan, 1, 2]], [[0, 0.5, 0.5]]) { $0[0].nanmean() },
    Corner("nanmean of NaN alone", [[nan, nan]], [[nan, nan]]) { $0[0].nanmean() },
    Corner("prod with a zero", [[0, 2, 3]], [[6, 0, 0]]) { $0[0].prod() },
    Corner("prod with two zeros", [[0, 0, 3]], [[0, 0, 0]]) { $0[0].prod() },
    Corner("cumprod with zeros", [[2, 0, 3, 0, 4]], [[1, 8, 0, 0, 0]]) { $0[0].cumprod(dim: 0) },
    Corner("std of a constant", [[2, 2, 2]], [[0, 0, 0]]) { $0[0].std() },
    Corner("std of one element", [[2]], [[nan]]) { $0[0].std() },
    Corner("norm at 0", [[0, 0]], [[0, 0]]) { $0[0].norm() },
    Corner("norm 1 at 0", [[0, 2]], [[0, 1]]) { $0[0].norm(p: 1) },
    Corner("norm 0.5 at 0", [[0, 2]], [[0, 1]]) { $0[0].norm(p: 0.5) },
    Corner("norm inf", [[2, -2, 1]], [[0.5, -0.5, 0]]) { $0[0].norm(p: inf) },
    Corner("dist of equals", [[1, 2], [1, 2]], [[0, 0], [0, 0]]) { $0[0].dist($0[1]) },
  ]

  static let powers = [
    Corner("pow 0", [[0, -1, 2]], [[0, 0, 0]]) { $0[0].pow(0) },
    Corner("pow 0.5", [[0, -1, 4]], [[inf, nan, 0.25]]) { $0[0].pow(0.5) },
    Corner("pow 1.5", [[0]], [[0]]) { $0[0].pow(1.5) },
    Corner("pow -1", [[0, -1]], [[-inf, -1]]) { $0[0].pow(-1) },
    Corner("pow of tensors", [[0, 0, 0, -1, 0], [0, 1, 2, 2, -1]], [[0, 1, 0, -2, -inf], [0, 0, 0, nan, -inf]]) { $0[0].pow($0[1]) },
    Corner("sqrt", [[0, 4, -1]], [[inf, 0.25, nan]]) { $0[0].sqrt() },
    Corner("rsqrt", [[0]], [[-inf]]) { $0[0].rsqrt() },
    Corner("atan2", [[0, 0, 1], [0, 1, 0]], [[0, 1, 0], [0, 0, -1]]) { $0[0].atan2($0[1]) },
    Corner("hypot", [[0, 3], [0, 4]], [[nan, 0.6], [nan, 0.8]]) { $0[0].hypot($0[1]) },
    Corner("where beside NaN", [[-1, 1, 0]], [[2, 1, nan]]) { Tensor.where($0[0] .> 0, $0[0].log(), $0[0] * 2) },
  ]

  static let bounds = [
    Corner("abs", [[0, -2, 3]], [[0, -1, 1]]) { $0[0].abs() },
    Corner("clamp", [[0, 1, 0.5, -1, 2, nan]], [[0, 0, 1, 0, 0, 0]]) { $0[0].clamp(min: 0, max: 1) },
    Corner("maximum", [[1, 2, nan], [1, 3, 1]], [[0.5, 0, 1], [0.5, 1, 1]]) { $0[0].maximum($0[1]) },
    Corner("fmax", [[1, 2, nan], [1, 3, 1]], [[0.5, 0, 0], [0.5, 1, 1]]) { $0[0].fmax($0[1]) },
    Corner("relu", [[0, 1, -1, nan]], [[0, 1, 0, 1]]) { F.relu($0[0]) },
    Corner("relu6", [[0, 6, 3]], [[0, 0, 1]]) { F.relu6($0[0]) },
    Corner("hardtanh", [[-1, 1, 0]], [[0, 0, 1]]) { F.hardtanh($0[0]) },
    Corner("hardshrink", [[-0.5, 0.5, 1]], [[0, 0, 1]]) { F.hardshrink($0[0]) },
    Corner("leakyRelu", [[0, 1, -1]], [[0.01, 1, 0.01]]) { F.leakyRelu($0[0]) },
    Corner("l1Loss", [[1, 2], [1, 3]], [[0, -0.5], [0, 0.5]]) { F.l1Loss($0[0], $0[1]) },
  ]

  static let functions = [
    Corner("sinc", [[0, 1]], [[0, -1]]) { $0[0].sinc() },
    Corner("xlogy", [[0, 0, 1], [0, 1, 2]], [[0, 0, 0.6931471805599453], [nan, 0, 0.5]]) { $0[0].xlogy($0[1]) },
    Corner("entr", [[0, 1]], [[inf, -1]]) { Special.entr($0[0]) },
    Corner("logit", [[0, 1, 0.5]], [[inf, inf, 4]]) { $0[0].logit() },
    Corner("logaddexp of infinities", [[inf, -inf], [inf, -inf]], [[nan, nan], [nan, nan]]) { $0[0].logaddexp($0[1]) },
    Corner("softmax of -inf alone", [[-inf, -inf]], [[nan, nan]]) { $0[0].softmax(dim: 0).square() },
    Corner("i1", [[0]], [[0.5]]) { Special.i1($0[0]) },
    Corner("det of a singular matrix", [[1, 2, 2, 4]], [[4, -2, -2, 1]]) { Linalg.det($0[0].view(2, 2)) },
    Corner("det of zeros", [[0, 0, 0, 0]], [[0, 0, 0, 0]]) { Linalg.det($0[0].view(2, 2)) },
  ]

  /// Second derivatives that would be NaN by the formula of the first one.
  @Test func second() {
    func second(_ f: (Tensor) -> Tensor, _ x: [Double]) -> Tensor {
      let x = Tensor(x, dtype: .float64, requiresGrad: true)
      let g = grad(of: [f(x).sum()], wrt: [x], createGraph: true)[0]
      return grad(of: [g.sum()], wrt: [x], allowUnused: true)[0]
    }
    func zeros(_ n: Int) -> Tensor { Tensor.zeros([n], dtype: .float64) }
    #expect(second({ $0.std() }, [2, 2, 2]).equal(zeros(3)))
    #expect(second({ $0.norm(p: 3) }, [0, 0]).equal(zeros(2)))
    #expect(second(Special.i1, [0]).equal(zeros(1)))
    #expect(second({ F.elu($0) }, [0]).equal(zeros(1)))
  }
}
