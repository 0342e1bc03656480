// Variance and standard deviation.
extension Tensor {
  /// The variance: squared deviations over n − correction (1: unbiased).
  public func `var`(correction: some TensorNumber = 1) -> Tensor { varMean("var", nil, false, correction.scalar.double, false).0 }
  public func `var`(dim: some IntOrArray, correction: some TensorNumber = 1, keepDim: Bool = false) -> Tensor {
    varMean("var", dim.ints, keepDim, correction.scalar.double, false).0
  }
  /// The standard deviation, the square root of the variance.
  public func std(correction: some TensorNumber = 1) -> Tensor { varMean("std", nil, false, correction.scalar.double, true).0 }
  public func std(dim: some IntOrArray, correction: some TensorNumber = 1, keepDim: Bool = false) -> Tensor {
    varMean("std", dim.ints, keepDim, correction.scalar.double, true).0
  }
  /// The variance over n − 1 (unbiased) or over n.
  public func `var`(unbiased: Bool) -> Tensor { self.var(correction: unbiased ? 1 : 0) }
  public func `var`(dim: some IntOrArray, unbiased: Bool, keepDim: Bool = false) -> Tensor {
    self.var(dim: dim, correction: unbiased ? 1 : 0, keepDim: keepDim)
  }
  /// The standard deviation over n − 1 (unbiased) or over n.
  public func std(unbiased: Bool) -> Tensor { std(correction: unbiased ? 1 : 0) }
  public func std(dim: some IntOrArray, unbiased: Bool, keepDim: Bool = false) -> Tensor {
    std(dim: dim, correction: unbiased ? 1 : 0, keepDim: keepDim)
  }
  /// Variance and mean in one pass.
  public func varMean(dim: some IntOrArray, correction: some TensorNumber = 1, keepDim: Bool = false) -> (Tensor, Tensor) {
    varMean("var_mean", dim.ints, keepDim, correction.scalar.double, false)
  }
  public func varMean(correction: some TensorNumber = 1) -> (Tensor, Tensor) {
    varMean("var_mean", nil, false, correction.scalar.double, false)
  }
  public func stdMean(dim: some IntOrArray, correction: some TensorNumber = 1, keepDim: Bool = false) -> (Tensor, Tensor) {
    varMean("std_mean", dim.ints, keepDim, correction.scalar.double, true)
  }
  public func stdMean(correction: some TensorNumber = 1) -> (Tensor, Tensor) {
    varMean("std_mean", nil, false, correction.scalar.double, true)
  }

  private func varMean(_ op: StaticString, _ dim: [Int]?, _ keepDim: Bool, _ correction: Double, _ wantStd: Bool) -> (Tensor, Tensor) {
    require(dtype.isFloatingPoint, op.description, "only floating-point tensors have a variance, got \(dtype)")
    let r = Reduction(op.description, self, dim?.isEmpty == true ? nil : dim)
    let y = r.output(keepDim, dtype), mean = r.output(keepDim, dtype)
    if y.numel > 0 { backend.varMean(r.x, r.axis, variance: y, mean: mean, correction: correction, wantStd: wantStd) }
    if tracks(self) {
      let x = Saved(self), out = Saved(output: y)
      let n = Double(r.axis.count), degrees = Swift.max(n - correction, 0)
      recordAll(op, [y, mean], [self], saving: wantStd ? [x, out] : [x]) { g, _ in
        let x = x()
        var total: Tensor?
        if let g0 = g[0] {
          let scale = wantStd ? r.spread(Tensor.overStd(g0, out(), degrees)) : r.spread(g0) * (2 / degrees)
          total = scale * (x - x.mean(dim: r.dims, keepDim: true))
        }
        if let g1 = g[1] {
          let m = (r.spread(g1) / n).expand(x.shape)
          total = total.map { $0 + m } ?? m
        }
        return [total]
      }
    }
    return (y, mean)
  }

  /// g / (std · degrees); equal elements get no gradient, of any order.
  private static func overStd(_ g: Tensor, _ std: Tensor, _ degrees: Double) -> Tensor {
    let isZero = std .== 0
    return g.maskedFill(isZero, 0) / (std.maskedFill(isZero, 1) * degrees)
  }
}
