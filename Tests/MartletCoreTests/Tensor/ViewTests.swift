import Martlet
import Testing

/// Views share memory with what they look at.
@Suite struct ViewTests {
  private static let views: [(String, @Sendable (Tensor) -> Tensor)] = [
    ("view", { $0.view(4, 3) }), ("reshape", { $0.reshape(2, -1) }), ("transpose", { $0.transpose(0, 1) }), ("t", { $0.t() }),
    ("T", { $0.T }), ("permute", { $0.permute(1, 0) }), ("squeeze", { $0.unsqueeze(0).squeeze(0) }), ("unsqueeze", { $0.unsqueeze(-1) }),
    ("expand", { $0.unsqueeze(0).expand(2, 3, 4) }), ("narrow", { $0.narrow(dim: 1, start: 0, length: 2) }),
    ("select", { $0.select(dim: 0, index: 0) }), ("split", { $0.split(2)[0] }), ("chunk", { $0.chunk(2, dim: 1)[0] }),
    ("unbind", { $0.unbind()[0] }), ("diagonal", { $0.diagonal() }), ("unfold", { $0.unfold(1, size: 2, step: 1) }),
    ("flatten", { $0.flatten() }), ("unflatten", { $0.unflatten(1, [2, 2]) }), ("movedim", { $0.movedim(0, 1) }),
    ("x[0]", { $0[0] }), ("x[.all, 0..<2]", { $0[.all, 0..<2] }), ("x[.ellipsis]", { $0[.ellipsis] }),
    ("asStrided", { $0.asStrided([2], [3]) }), ("detach", { $0.detach() }), ("data", { $0.data }),
  ]

  @Test(arguments: views.indices) func shareMemory(_ i: Int) {
    let (name, body) = Self.views[i]
    let x = Tensor.arange(12.0).view(3, 4)
    let y = body(x)
    #expect(y.storage() === x.storage(), "\(name)")
    let first = y.flatten()[0]
    first.fill_(-7)
    #expect(y.storage() !== first.storage() || x[0, 0].item() == -7, "\(name)")
    x.fill_(5)
    #expect(y.amax().item() == 5 && y.amin().item() == 5, "\(name)")
  }

  @Test func copiesDoNot() {
    let x = Tensor.arange(6.0).view(2, 3)
    for y in [x.clone(), x.t().contiguous(), x.t().reshape(-1), x[[0, 1]], x[x .> 1], x.flip(0), x.repeat(2, 1), x.to(.float64)] {
      #expect(y.storage() !== x.storage())
    }
  }

  @Test func describeThemselves() {
    let x = Tensor.arange(24).view(2, 3, 4)
    #expect(x.stride == [12, 4, 1] && x.ndim == 3 && x.numel == 24 && x.size(-1) == 4 && x.size() == [2, 3, 4])
    let y = x[1].t()
    #expect(y.stride == [1, 4] && y.storageOffset == 12 && !y.isContiguous && x.isContiguous)
    #expect(y.toArray(Int.self) == [12, 16, 20, 13, 17, 21, 14, 18, 22, 15, 19, 23])
    #expect(x.expand(5, 2, 3, 4).stride == [0, 12, 4, 1])
    #expect(x.permute(2, 0, 1).shape == [4, 2, 3] && x.movedim([0, 2], [1, 0]).shape == [4, 2, 3])
    #expect(x.unfold(2, size: 2, step: 2).shape == [2, 3, 2, 2])
    #expect(x.flatten(startDim: 1).shape == [2, 12] && x.unflatten(-1, [2, -1]).shape == [2, 3, 2, 2])
    #expect(x.chunk(3, dim: 2).map { $0.size(2) } == [2, 2] && x.split(3, dim: 2).map { $0.size(2) } == [3, 1])
    #expect(x.diagonal(offset: 1, dim1: 1, dim2: 2).toArray(Int.self) == [1, 6, 11, 13, 18, 23])
  }

  @Test func viewsOfWhatIsNotContiguous() {
    let x = Tensor.arange(24).view(2, 3, 4)
    let y = x.transpose(0, 1)
    #expect(y.view(3, 2, 2, 2).storage() === x.storage())  // the last dim splits without a copy
    #expect(y.reshape(3, 8).storage() !== x.storage())
    #expect(y.reshape(3, 8).toArray(Int.self) == y.toArray(Int.self))
    #expect(x[.all, 0..<1].view(2, 4).toArray(Int.self) == [0, 1, 2, 3, 12, 13, 14, 15])
  }

  @Test func repeatedAndRolled() {
    let x = Tensor([1, 2, 3])
    #expect(x.repeat(2, 2).toArray(Int.self) == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])
    #expect(x.roll(1).toArray(Int.self) == [3, 1, 2] && x.roll(-4).toArray(Int.self) == [2, 3, 1])
    #expect(Tensor([[1, 2], [3, 4]]).flip(1).toArray(Int.self) == [2, 1, 4, 3])
    let grid = Tensor.meshgrid(Tensor([1, 2]), x, indexing: .xy)
    #expect(grid[0].shape == [3, 2] && grid[0].toArray(Int.self) == [1, 2, 1, 2, 1, 2])
  }
}
