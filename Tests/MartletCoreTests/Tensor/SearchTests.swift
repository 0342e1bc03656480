import Martlet
import Testing

/// Places in sorted rows, and counts, beside plain loops.
@Suite struct SearchTests {
  /// NaN is after everything.
  private func before(_ x: Double, _ y: Double) -> Bool { x < y || (y.isNaN && !x.isNaN) }

  @Test(arguments: [DType.float32, .float64, .float16, .bfloat16, .int64, .int32, .uint8])
  func sortedRows(_ dtype: DType) {
    for n in [0, 1, 2, 3, 31, 32, 100] {
      for m in [1, 33, 70] {
        let rows = (Tensor.arange(2 * n) * 37 % 50).view(2, n).to(dtype).sort(dim: 1).values
        let values = (Tensor.arange(2 * m) * 11 % 53).view(2, m).to(dtype)
        let sorted = rows.toArray(Double.self), wanted = values.toArray(Double.self)
        for right in [false, true] {
          let expected = wanted.indices.map { i in
            sorted[(i / m * n)..<(i / m * n + n)].count { right ? $0 <= wanted[i] : $0 < wanted[i] }
          }
          #expect(rows.searchsorted(values, right: right).toArray(Int.self) == expected, "\(dtype), \(m) values in \(n), right: \(right)")
          #expect(rows[0].searchsorted(values[0], right: right).toArray(Int.self) == Array(expected[..<m]))
        }
      }
    }
  }

  @Test func nanAndInfinity() {
    let row = Tensor([-Double.infinity, -1, 0, 0, 2, .infinity]), values = Tensor([Double.nan, .infinity, -.infinity, 0, -0.0, 3])
    #expect(row.searchsorted(values).toArray(Int.self) == [6, 5, 0, 2, 2, 5])
    #expect(row.searchsorted(values, right: true).toArray(Int.self) == [6, 6, 1, 4, 4, 5])
  }

  /// With so many numbers each thread counts for itself.
  @Test(arguments: [(300_000, 7), (300_000, 5_000), (1_000, 900)])
  func bincount(_ n: Int, _ bins: Int) {
    let x = Tensor.arange(n) * 7919 % bins
    var expected = [Int](repeating: 0, count: bins)
    for i in x.toArray(Int.self) { expected[i] += 1 }
    #expect(x.bincount().toArray(Int.self) == expected)
    #expect(x.to(.int16).bincount(minlength: bins + 2).toArray(Int.self) == expected + [0, 0])
  }

  @Test func indicesOfAMiddleDim() {
    let x = Tensor.arange(2 * 3 * 5 * 4).view(2, 5, 3, 4).transpose(1, 2), i = [4, 0, 0, 3]
    var expected: [Int] = []
    for a in 0..<2 { for b in 0..<3 { for k in i { for c in 0..<4 { expected.append(x[a, b, k, c].item(as: Int.self)) } } } }
    let y = x.indexSelect(dim: 2, index: Tensor(i))
    #expect(y.shape == [2, 3, 4, 4] && y.isContiguous && y.toArray(Int.self) == expected)
    #expect(x.contiguous().view(6, 20).indexSelect(dim: 1, index: Tensor([7])).toArray(Int.self) == x.reshape(6, 20)[.all, 7].toArray(Int.self))
  }
}
