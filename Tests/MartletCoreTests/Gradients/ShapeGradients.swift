import Martlet
import MartletTestSupport
import Testing

/// Views, and ops that rearrange copies.
@Suite struct ShapeGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  // Squares and cubes after an op make its second derivative depend on the point.
  static let cases = GradientTable.build { t in
    t.unary("view", [2, 6]) { $0.contiguous().view(3, -1).square() }
    t.unary("reshape", [2, 6]) { $0.reshape(4, 3).square() }
    t.unary("reshape of a transpose", [2, 6]) { $0.t().reshape(3, 4).square() }
    t.unary("flatten", [2, 3, 2]) { $0.flatten(startDim: 1).square() }
    t.unary("flatten of a 0-d tensor", []) { $0.flatten().square() }
    t.unary("unflatten", [2, 6]) { $0.contiguous().unflatten(1, [3, -1]).square() }
    t.unary("permute", [2, 3, 4]) { $0.permute(2, 0, 1).square() }
    t.unary("transpose", [2, 3, 4]) { $0.transpose(0, -1).square() }
    t.unary("t") { $0.t().square() }
    t.unary("T", [2, 3, 2]) { $0.T.square() }
    t.unary("mT", [2, 3, 2]) { $0.mT.square() }
    t.unary("movedim", [2, 3, 4]) { $0.movedim([0, 1], [2, 0]).square() }
    t.unary("unsqueeze") { $0.unsqueeze(1).square() }
    t.unary("squeeze", [1, 3, 1]) { $0.squeeze().square() }
    t.unary("squeeze of a dim", [1, 3, 1]) { $0.squeeze(-1).square() }
    t.unary("expand", [3, 1]) { $0.expand(2, -1, 4).square() }
    t.unary("broadcastTo", [3]) { $0.broadcastTo([2, 3]).square() }
    t.unary("narrow", [3, 4]) { $0.narrow(dim: 1, start: 1, length: 2).square() }
    t.unary("select", [3, 4]) { $0.select(dim: 1, index: -2).square() }
    t.outputs("split", [[5, 2]]) { $0[0].split(2).map { $0.square() } }
    t.outputs("split by sizes", [[2, 5]]) { $0[0].split([1, 4], dim: 1).map { $0.square() } }
    t.outputs("chunk", [[5, 2]]) { $0[0].chunk(3).map { $0.square() } }
    t.outputs("unbind", [[2, 3]]) { $0[0].unbind(dim: 1).map { $0.square() } }
    t.unary("diagonal", [3, 4]) { $0.diagonal(offset: 1).square() }
    t.unary("diagonal of later dims", [2, 3, 3]) { $0.diagonal(offset: -1, dim1: 2, dim2: 1).square() }
    t.unary("unfold without overlap", [6]) { $0.unfold(0, size: 2, step: 2).square() }
    t.unary("unfold with overlap", [2, 5]) { $0.unfold(1, size: 3, step: 1).square() }
    t.unary("asStrided", [12]) { $0.clone().asStrided([2, 3], [6, 2], storageOffset: 1).square() }
    t.unary("asStrided with overlap", [6]) { $0.clone().asStrided([3, 3], [1, 1]).square() }
    t.binary("cat", [2, 3], [1, 3]) { Tensor.cat([$0, $1, $0]).square() }
    t.binary("cat along dim 1", [2, 3], [2, 1]) { Tensor.cat([$0, $1], dim: -1).square() }
    t.binary("stack", [2, 3], [2, 3]) { Tensor.stack([$0, $1], dim: 1).square() }
    t.unary("flip", [2, 3, 2]) { $0.flip(0, 2).square() }
    t.unary("roll", [2, 5]) { $0.roll(2, 1).square() }
    t.unary("roll flattened", [2, 3]) { $0.roll(-2).square() }
    t.unary("repeat", [2, 1]) { $0.repeat(2, 1, 3).square() }
    t.outputs("meshgrid", [[2], [3]]) { Tensor.meshgrid($0[0], $0[1]).map { $0.square() } }
    t.unary("a view of a view", [4, 4]) { $0[1...].t()[.step(0, nil, 2)].square() }
  }
}
