import CMartletKernels

// Norms of the elements as a vector.

extension Tensor {
  /// `(Σ |x|^p)^(1/p)` over all elements; ±∞ gives the largest or smallest |x|, 0 counts what is not 0.
  public func norm(p: some TensorNumber = 2, dtype: DType? = nil) -> Tensor { vectorNorm("norm", p.scalar.double, nil, false, dtype) }
  /// The same over some dims.
  public func norm(p: some TensorNumber = 2, dim: some IntOrArray, keepDim: Bool = false, dtype: DType? = nil) -> Tensor {
    vectorNorm("norm", p.scalar.double, dim.ints, keepDim, dtype)
  }

  func vectorNorm(_ op: StaticString, _ p: Double, _ dim: [Int]?, _ keepDim: Bool, _ dtype: DType?) -> Tensor {
    let x = dtype.map { to($0) } ?? self
    require(x.dtype.isFloatingPoint, op.description, "expected a floating-point tensor, got \(x.dtype)")
    let r = Reduction(op.description, x, dim?.isEmpty == true ? nil : dim)
    let y = r.output(keepDim, x.dtype)
    if y.numel == 0 { return y }
    require(
      r.axis.n > 0 || (p >= 0 && p.isFinite), op.description,
      "a tensor of shape \(dims) has no element to choose along dims \(r.dims) for the order \(p)")
    x.backend.reduce(MK_REDUCE_NORM, r.x, r.axis, y, parameter: p)
    if !tracks(x) { return y }
    let saved = Saved(x), out = Saved(output: y)
    return y.record(op, x, saving: [saved, out]) { g in
      Tensor.normGradient(r.spread(g), saved(), r.spread(out()), p, r.dims)
    }
  }

  /// g · sign(x) (|x| / norm)^(p−1), and 0 where the norm, or a term that is not smooth at 0, is 0.
  private static func normGradient(_ g: Tensor, _ x: Tensor, _ norm: Tensor, _ p: Double, _ dims: [Int]) -> Tensor {
    switch p {
    case 0: return Tensor.zerosLike(x)
    case 1: return g * x.sgn()
    case 2: return x * Tensor.where(norm .== 0, 0, g / norm)
    case .infinity, -.infinity:
      let hits = (x.abs() .== norm).to(x.dtype)
      return x.sgn() * hits * (g / hits.sum(dim: dims, keepDim: true))
    default:
      let isZero = norm .== 0
      let ratio = x.abs() / Tensor.where(isZero, 1, norm)  // the quotient first: |x|^(p−1) alone may overflow
      let power = Tensor.where(x .== 0, 0, ratio.pow(p - 1))
      return x.sgn() * power * Tensor.where(isZero, 0, g)
    }
  }
}
