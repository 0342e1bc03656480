import Martlet
import MartletTestSupport
import Testing

/// Small float32 products have a kernel of their own, with ways for narrow results, edges of vectors, transposed operands and long sums; float64 is the reference.
@Suite struct SmallProductTests {
  private static let sizes = [2, 3, 5, 8, 13, 16, 17, 31, 48, 49, 65, 100]

  /// A matrix that lies in memory as it is, transposed, or as a part of a wider one.
  private func matrix(_ rows: Int, _ columns: Int, _ layout: Int, seed: Int) -> Tensor {
    switch layout {
    case 0: sample(rows, columns, seed: seed)
    case 1: sample(columns, rows, seed: seed).t()
    default: sample(rows, columns + 3, seed: seed).narrow(dim: 1, start: 2, length: columns)
    }
  }

  @Test(arguments: [2, 7, 64, 300, 600]) func agreeWithFloat64(depth: Int) {
    let rounding = 4 * Double(depth) * 0x1p-24  // products of at most 4, each rounded once
    for (i, m) in Self.sizes.enumerated() {
      for (j, n) in Self.sizes.enumerated() {
        let x = matrix(m, depth, (i + j) % 3, seed: m), y = matrix(depth, n, (i + 2 * j) % 3, seed: 100 + n)
        let expected = x.double().matmul(y.double()).toArray(Double.self)
        let why = difference(x.matmul(y), expected, rtol: 0, atol: rounding)
        #expect(why == nil, "\(m) × \(depth) × \(n): \(why ?? "")")
      }
    }
  }

  @Test func addToWhatIsThere() {
    for (m, n, k) in [(100, 10, 300), (10, 100, 300), (33, 49, 17), (16, 16, 16)] {
      let x = sample(m, k, seed: 1), y = sample(k, n, seed: 2), c = sample(m, n, seed: 3)
      let expected = (c.double() * 0.5 + x.double().matmul(y.double()) * 2).toArray(Double.self)
      let why = difference(c.addmm(x, y, beta: 0.5, alpha: 2), expected, rtol: 0, atol: 2e-4)
      #expect(why == nil, "\(m) × \(k) × \(n): \(why ?? "")")
    }
  }

  /// A beta of 0 overwrites whatever is there, and no garbage past an edge may reach a result.
  @Test func nothingComesInFromOutside() {
    let wide = Tensor.full([40, 40], Double.nan)
    wide.narrow(dim: 0, start: 0, length: 20).narrow(dim: 1, start: 0, length: 20).fill_(1)
    let x = wide.narrow(dim: 0, start: 0, length: 20).narrow(dim: 1, start: 0, length: 20)
    #expect(x.matmul(x).equal(Tensor.full([20, 20], 20)))
    #expect(x.matmul(x.t()).equal(Tensor.full([20, 20], 20)))
    #expect(x.narrow(dim: 1, start: 0, length: 5).matmul(x.narrow(dim: 0, start: 0, length: 5)).equal(Tensor.full([20, 20], 5)))
  }
}
