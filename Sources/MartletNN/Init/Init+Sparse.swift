import MartletCore

extension Init {
  /// Normal, with the fraction `sparsity` of each column set to 0, in random rows.
  /// (Martens 2010, "Deep learning via Hessian-free optimization")
  ///
  /// Stops for other than two dims, and when sparsity lies outside 0…1.
  @discardableResult public static func sparse_(_ w: Tensor, sparsity: Double, std: Double = 0.01, generator: Generator? = nil) -> Tensor {
    require(w.ndim == 2, "Init.sparse_", "expected a matrix, got shape \(w.shape)")
    require(sparsity >= 0 && sparsity <= 1, "Init.sparse_", "sparsity must lie in 0…1, got \(sparsity)")
    let (rows, columns) = (w.size(0), w.size(1)), zeros = Int((sparsity * Double(rows)).rounded(.up))
    normal_(w, std: std, generator: generator)
    let order = (0..<columns).map { _ in Tensor.randperm(rows, device: w.device, generator: generator) }
    if zeros == 0 || columns == 0 { return w }
    let index = Tensor.stack(order, dim: 1).narrow(dim: 0, start: 0, length: zeros)
    return noGrad { w.scatter_(dim: 0, index: index, value: 0.0) }
  }
}
