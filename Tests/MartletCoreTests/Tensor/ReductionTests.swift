import Martlet
import Testing

/// Reductions read permuted tensors as they lie in memory, several dims at once; here beside plain loops.
@Suite struct ReductionTests {
  /// Every order of 0 ..< n.
  private func permutations(_ n: Int) -> [[Int]] {
    n == 0 ? [[]] : permutations(n - 1).flatMap { p in (0..<n).map { Array(p[..<$0]) + [n - 1] + Array(p[$0...]) } }
  }

  /// The elements that make each result, when the dims in `reduced` are gone over.
  private func groups(_ x: Tensor, _ reduced: [Int]) -> [[Double]] {
    let all = x.toArray(Double.self), shape = x.shape
    let kept = shape.indices.filter { !reduced.contains($0) }
    var groups = [[Double]](repeating: [], count: kept.reduce(1) { $0 * shape[$1] })
    for (i, v) in all.enumerated() {
      var rest = i, at = [Int](repeating: 0, count: shape.count)
      for d in shape.indices.reversed() { (at[d], rest) = (rest % shape[d], rest / shape[d]) }
      groups[kept.reduce(0) { $0 * shape[$1] + at[$1] }].append(v)
    }
    return groups
  }

  @Test(arguments: [[3, 5, 40, 2], [34, 3, 1, 36], [2, 70, 33]])
  func everyOrderOfDims(_ shape: [Int]) {
    let base = (Tensor.arange(shape.reduce(1, *)) * 7 % 31 - 12).float().view(shape)
    for p in permutations(shape.count) {
      let x = base.permute(p)
      for mask in 1..<(1 << shape.count) {
        let dims = shape.indices.filter { mask >> $0 & 1 == 1 }, expected = groups(x, dims)
        let place: Comment = "\(shape) permuted by \(p), over \(dims)"
        #expect(x.sum(dim: dims).toArray(Double.self) == expected.map { $0.reduce(0, +) }, place)
        #expect(x.amax(dim: dims).toArray(Double.self) == expected.map { $0.max()! }, place)
        #expect((x .> -12).all(dim: dims).toArray(Bool.self) == expected.map { $0.allSatisfy { $0 > -12 } }, place)
        #expect(x.countNonzero(dim: dims).toArray(Int.self) == expected.map { $0.count { $0 != 0 } }, place)
        let variance = x.var(dim: dims, correction: 0).toArray(Double.self)
        for (v, g) in zip(variance, expected) {
          let mean = g.reduce(0, +) / Double(g.count), exact = g.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(g.count)
          #expect(abs(v - exact) <= 1e-5 * exact, place)
        }
      }
      #expect(x.argmax().item(as: Int.self) == x.toArray(Double.self).firstIndex(of: base.max().item())!, "\(shape) permuted by \(p)")
    }
  }

  /// Rows so long that they are cut, and columns that are, of which several make one result.
  @Test func longRunsInSeveralPieces() {
    let rows = Tensor.ones(3, 2, 70_000), columns = Tensor.ones(3, 2, 30_000, 5)
    #expect(rows.sum(dim: [0, 2]).toArray(Double.self) == [210_000, 210_000])
    #expect(columns.sum(dim: [0, 2]).toArray(Double.self) == [Double](repeating: 90_000, count: 10))
    #expect(columns.permute(1, 3, 0, 2).mean(dim: [2, 3]).toArray(Double.self) == [Double](repeating: 1, count: 10))
  }

  @Test func gradientsOfPermutedTensors() {
    let x = Tensor.randn(4, 3, 40, dtype: .float64).requiresGrad_(), w = Tensor.arange(3, dtype: .float64)
    (x.permute(2, 1, 0).sum(dim: [0, 2]) * w).sum().backward()
    #expect(x.grad!.allClose(w.view(1, 3, 1).expand(4, 3, 40)))
  }
}
