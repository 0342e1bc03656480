import Martlet
import Testing

/// Matrices of more than one block, and batches whose matrices are worked on side by side.
@Suite struct DecompositionTests {
  @Test(arguments: [[100, 70], [70, 100], [64, 64], [3, 40, 33], [200, 5, 4]])
  func qr(_ shape: [Int]) {
    let a = Tensor.randn(shape, dtype: .float64)
    for mode in [QRMode.reduced, .complete] {
      let (q, r) = Linalg.qr(a, mode: mode)
      #expect(q.matmul(r).allClose(a, rtol: 1e-10, atol: 1e-10))
      #expect(q.mT.matmul(q).allClose(Tensor.eye(q.size(-1), dtype: .float64).expand(q.mT.matmul(q).shape), atol: 1e-10))
      #expect(r.allClose(r.triu(), atol: 0))
    }
    #expect(Linalg.qr(a, mode: .r).R.allClose(Linalg.qr(a).R))
  }

  @Test(arguments: [[1, 128], [300, 8], [5, 96], [2, 410]])
  func inverses(_ s: [Int]) {
    let n = s[1], a = Tensor.randn([s[0], n, n], dtype: .float64) + Tensor.eye(n, dtype: .float64) * Double(2 * n)
    let eye = Tensor.eye(n, dtype: .float64).expand([s[0], n, n])
    #expect(a.matmul(Linalg.inv(a)).allClose(eye, atol: 1e-10))
    let symmetric = a.matmul(a.mT), (values, vectors) = Linalg.eigh(symmetric)
    #expect(symmetric.matmul(vectors).allClose(vectors * values.unsqueeze(-2), rtol: 1e-9, atol: 1e-6))
  }
}
