import MartletCore

extension Init {
  /// A matrix with orthonormal rows or columns, whichever are fewer, times `gain`; further dims count as columns.
  /// (https://arxiv.org/abs/1312.6120)
  ///
  /// It is the Q of a normal matrix's QR decomposition with R's diagonal made positive, which is uniform over all such matrices.
  @discardableResult public static func orthogonal_(_ w: Tensor, gain: Double = 1, generator: Generator? = nil) -> Tensor {
    require(w.ndim >= 2, "Init.orthogonal_", "expected at least 2 dims, got shape \(w.shape)")
    if w.numel == 0 { return w }
    return noGrad {
      let rows = w.size(0), columns = w.numel / rows
      let x = Tensor.randn(rows, columns, dtype: w.dtype, device: w.device, generator: generator)
      let (q, r) = Linalg.qr(rows < columns ? x.t() : x)
      let unique = q * r.diagonal().sign()
      return w.copy_((rows < columns ? unique.t() : unique).reshape(w.shape)).mul_(gain)
    }
  }
}
