import Martlet
import Testing

/// Reading and writing with subscripts.
@Suite struct IndexTests {
  private let x = Tensor.arange(24).view(2, 3, 4)

  @Test func basicReads() {
    #expect(x[1].shape == [3, 4] && x[1, 2, 3].item() == 23 && x[-1, -1, -1].item() == 23)
    #expect(x[0, 1..<3].toArray(Int.self) == Array(4..<12) && x[0, 1...1].shape == [1, 4])
    #expect(x[.all, .all, 0].toArray(Int.self) == [0, 4, 8, 12, 16, 20])
    #expect(x[.ellipsis, -1].equal(x[.all, .all, 3]) && x[1, .ellipsis, 0].equal(x[1, .all, 0]))
    #expect(x[.newAxis].shape == [1, 2, 3, 4] && x[.all, .newAxis, 0].shape == [2, 1, 4] && x[.ellipsis, .newAxis].shape == [2, 3, 4, 1])
    let v = Tensor.arange(10)
    #expect(v[.step(0, 10, 3)].toArray(Int.self) == [0, 3, 6, 9] && v[.step(1, -1, 4)].toArray(Int.self) == [1, 5])
    #expect(v[(-3)...].toArray(Int.self) == [7, 8, 9] && v[...2].toArray(Int.self) == [0, 1, 2] && v[..<(-8)].toArray(Int.self) == [0, 1])
    #expect(v[7..<100].numel == 3 && v[20..<30].numel == 0, "slices clamp")
    let n: Int = v[4]
    #expect(n == 4)
  }

  @Test func advancedReads() {
    let rows = Tensor([2, 0]), cols = Tensor([1, -1])
    #expect(x[.all, rows].shape == [2, 2, 4] && x[.all, rows, cols].toArray(Int.self) == [9, 3, 21, 15])
    #expect(x[0, rows, cols].toArray(Int.self) == [9, 3])
    #expect(x[rows.unsqueeze(1) * 0, .all, cols].shape == [2, 2, 3], "separated index tensors go to the front")
    #expect(x[x .> 20].toArray(Int.self) == [21, 22, 23])
    #expect(x[Tensor([true, false])].shape == [1, 3, 4] && x[.all, Tensor([false, true, true]), 0].toArray(Int.self) == [4, 8, 16, 20])
    #expect(x[[1, 1, 0]].shape == [3, 3, 4] && x[Tensor([[0, 1], [1, 0]])].shape == [2, 2, 3, 4])
    #expect(x[Tensor([Int](), shape: [0])].shape == [0, 3, 4])
    // As the tutorials pick the log-probabilities of the targets.
    let logits = Tensor([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
    #expect(logits[Tensor.arange(3), Tensor([1, 0, 1])].equal(Tensor([0.2, 0.3, 0.6])))
  }

  @Test func basicWrites() {
    let y = Tensor.zeros(3, 4)
    y[0] = Tensor.ones(4)
    y[1, 2] = 5
    y[.all, -1] = Tensor([7.0, 8, 9])
    y[2, 0..<2] = Tensor(3)  // another dtype is converted
    y[1..., .step(0, nil, 3)] = 4.5
    #expect(y.toArray(Double.self) == [1, 1, 1, 7, 4.5, 0, 5, 4.5, 4.5, 3, 0, 4.5])
    y[.ellipsis] = 0
    #expect(y.sum().item() == 0)
    y[0] = Tensor([[1.0, 2, 3, 4]])  // leading dims of size 1 are dropped
    #expect(y[0].toArray(Double.self) == [1, 2, 3, 4])
  }

  @Test func advancedWrites() {
    let y = Tensor.zeros(3, 4)
    y[Tensor([0, 2]), Tensor([1, 3])] = Tensor([5.0, 6])
    y[y .== 0] = -1
    y[.all, [0]] = 9
    #expect(y.toArray(Double.self) == [9, 5, -1, -1, 9, -1, -1, -1, 9, -1, -1, 6])
    let mask = Tensor([true, false, true])
    y[mask] = Tensor([[1.0, 1, 1, 1], [2, 2, 2, 2]])
    #expect(y.sum(dim: 1).toArray(Double.self) == [4, 6, 8])
  }

  @Test func compoundAssignmentWritesBack() {
    let y = Tensor([1.0, 2, 3, 4])
    y[0] += 10
    y[1..<3] *= 2
    y[y .> 5] += 1
    y[Tensor([3, 3])] -= 1  // a repeated index counts once, as in PyTorch
    y[.step(0, nil, 2)] /= Tensor([4.0, 2])
    #expect(y.toArray(Double.self) == [3, 4, 3.5, 3])
    let z = Tensor.zeros(2, 2), n = 3
    z[0] += n
    z[.all, 1] -= 0.5
    #expect(z.toArray(Double.self) == [3, 2.5, 0, -0.5])
  }

  /// x[a] = y reads y before it writes, even where both are the same memory.
  @Test func overlappingWrites() {
    let y = Tensor([1, 2, 3, 4])
    y[1...] = y[..<(-1)]
    #expect(y.toArray(Int.self) == [1, 1, 2, 3])
    let z = Tensor([[1, 2], [3, 4]])
    z.copy_(z.t())
    #expect(z.toArray(Int.self) == [1, 3, 2, 4])
  }

  @Test func byName() {
    let y = Tensor([[1, 2, 3], [4, 5, 6]])
    #expect(y.gather(dim: 1, index: Tensor([[2, 0], [1, 1]])).toArray(Int.self) == [3, 1, 5, 5])
    #expect(y.indexSelect(dim: 1, index: Tensor([2, 0])).toArray(Int.self) == [3, 1, 6, 4])
    #expect(Tensor.zeros(2, 3, dtype: .int64).scatter_(dim: 1, index: Tensor([[0, 2]]), src: Tensor([[7, 8]])).toArray(Int.self) == [7, 0, 8, 0, 0, 0])
    #expect(Tensor.zeros(3).scatterAdd_(dim: 0, index: Tensor([1, 1, 0]), src: Tensor([1.0, 2, 4])).toArray(Double.self) == [4, 3, 0])
    #expect(y.maskedFill(y .> 4, 0).sum().item() == 10 && y.maskedSelect(y .> 4).toArray(Int.self) == [5, 6])
    #expect((y .> 4).nonzero().toArray(Int.self) == [1, 1, 1, 2])
    #expect(y.take2D().toArray(Int.self) == [1, 5])
  }
}

extension Tensor {
  fileprivate func take2D() -> Tensor { self[Tensor.arange(2), Tensor.arange(2)] }
}
