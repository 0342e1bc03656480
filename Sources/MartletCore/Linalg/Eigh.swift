/// Which triangle of a symmetric matrix is read (`UPLO` in PyTorch).
public enum Triangle: Sendable { case lower, upper }

extension Linalg {
  /// A = Q diag(L) Qᵀ for symmetric A (…, n, n), of which one triangle is read: eigenvalues rising, eigenvectors as columns.
  ///
  /// Eigenvectors are unique only up to signs; gradients through them are defined for functions that do not depend on that choice
  /// (Giles 2008).
  public static func eigh(_ a: Tensor, uplo: Triangle = .lower) -> (eigenvalues: Tensor, eigenvectors: Tensor) {
    let (w, q) = decomposed("Linalg.eigh", a, uplo, vectors: true)
    if tracks(a) {
      let sw = Saved(output: w), sq = Saved(output: q, index: 1)
      recordAll("linalg_eigh", [w, q], [a], saving: [sw, sq]) { g, _ in
        let (w, q) = (sw(), sq())
        var inner = g[0].map { $0.diagEmbed() }
        if let gq = g[1] {
          // Off the diagonal Qᵀ Q̄ over the eigenvalues' distances Lⱼ − Lᵢ.
          let eye = Tensor.eye(w.size(-1), dtype: w.dtype)
          let gaps = w.unsqueeze(-2) - w.unsqueeze(-1) + eye
          let turned = q.mT.matmul(gq) / gaps * (1 - eye)
          inner = inner.map { $0 + turned } ?? turned
        }
        return [
          inner.map { m -> Tensor in
            let g = q.matmul(m).matmul(q.mT)
            return (g + g.mT) * 0.5  // A is symmetric, and so is its gradient
          }
        ]
      }
    }
    return (w, q)
  }

  /// The eigenvalues of symmetric A (…, n, n), rising: (…, n).
  public static func eigvalsh(_ a: Tensor, uplo: Triangle = .lower) -> Tensor {
    tracks(a) ? eigh(a, uplo: uplo).eigenvalues : decomposed("Linalg.eigvalsh", a, uplo, vectors: false).0
  }

  private static func decomposed(_ op: String, _ a: Tensor, _ uplo: Triangle, vectors: Bool) -> (Tensor, Tensor) {
    checkSquare(op, a)
    let f = MatrixBatch(a), lapack = LAPACK(dtype: a.dtype)
    let w = Tensor(empty: Dims(f.batch + [f.rows]), a.dtype, a.device)
    let info = (0..<f.count).map { i in
      f.rows == 0 ? 0 : lapack.syevd(vectors: vectors, upper: uplo == .upper, f.rows, f.pointer(i), w.rowPointer(i, f.rows))
    }
    checkInfo(op, info) { _ in "the algorithm did not converge; does the matrix hold NaN or infinite elements?" }
    return (w, f.result)
  }
}
