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
    if f.rows == 0 { return (w, f.result) }
    // LAPACK's iteration may never end on NaN or infinity; only one triangle is read, so only it counts. The result is NaN, as in PyTorch.
    let isFinite = noGrad {
      (uplo == .lower ? a.detach().tril() : a.detach().triu()).isfinite().flatten(startDim: -2).all(dim: -1).reshape([f.count]).toArray(Bool.self)
    }
    let info = f.each { i in
      isFinite[i] ? lapack.syevd(vectors: vectors, upper: uplo == .upper, f.rows, f.pointer(i), w.rowPointer(i, f.rows)) : 0
    }
    checkInfo(op, info) { _ in "the algorithm did not converge" }
    let isBad = Tensor(isFinite).logicalNot().reshape(f.batch)
    if isFinite.contains(false) {
      noGrad {
        w.maskedFill_(isBad.unsqueeze(-1), Double.nan)
        f.result.maskedFill_(isBad.unsqueeze(-1).unsqueeze(-1), Double.nan)
      }
    }
    return (w, f.result)
  }
}
