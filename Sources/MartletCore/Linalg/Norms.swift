/// Which norm: a number (1, 2, 0.5, `.infinity`, `.negativeInfinity`), or for matrices `.fro` (Frobenius) or `.nuc` (nuclear).
public enum NormOrder: Sendable, Equatable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  case fro, nuc
  case p(Double)

  public init(integerLiteral value: Int) { self = .p(Double(value)) }
  public init(floatLiteral value: Double) { self = .p(value) }
  public static var infinity: NormOrder { .p(.infinity) }
  public static var negativeInfinity: NormOrder { .p(-.infinity) }
}

extension Linalg {
  /// (Σ |x|^ord)^(1/ord) over some dims (all by default); ord ∞ and −∞: the largest and smallest |x|, 0: how many are not 0.
  ///
  /// Where the norm is 0 its gradient is 0; equal extremes share theirs. Stops on integers, and on no elements where the norm has no
  /// value for them (ord < 0 or ∞).
  public static func vectorNorm(
    _ x: Tensor, ord: some TensorNumber = 2, dim: (some IntOrArray)? = [Int]?.none, keepDim: Bool = false, dtype: DType? = nil
  ) -> Tensor { vectorNorm(x, ord.scalar.double, dim?.ints, keepDim, dtype) }

  static func vectorNorm(_ x: Tensor, _ ord: Double, _ dim: [Int]?, _ keepDim: Bool, _ dtype: DType?) -> Tensor {
    x.vectorNorm("linalg_vector_norm", ord, dim, keepDim, dtype)
  }

  /// The norm of matrices in two dims: `.fro` √Σ x², `.nuc` the sum of the singular values, 2 and −2 the largest and smallest of them,
  /// 1 and −1 the largest and smallest column sum of |x|, ∞ and −∞ the same of rows.
  public static func matrixNorm(
    _ a: Tensor, ord: NormOrder = .fro, dim: [Int] = [-2, -1], keepDim: Bool = false, dtype: DType? = nil
  ) -> Tensor {
    let op = "Linalg.matrixNorm"
    require(a.ndim >= 2, op, "expected at least 2 dimensions, got shape \(a.dims)")
    require(dim.count == 2, op, "expected two dims, got \(dim)")
    let x = dtype.map { a.to($0) } ?? a
    require(x.dtype.isFloatingPoint, op, "expected a floating-point tensor, got \(x.dtype)")
    let d = wrapAll(dim, x.ndim, op)
    switch ord {
    case .fro: return vectorNorm(x, 2, d, keepDim, nil)
    case .p(1), .p(-1): return extremeSum(x, sum: d[0], over: d[1], largest: ord == .p(1), keepDim)
    case .p(.infinity), .p(-.infinity): return extremeSum(x, sum: d[1], over: d[0], largest: ord == .p(.infinity), keepDim)
    case .nuc, .p(2), .p(-2): break
    case .p(let p): fail(op, "order \(p) is not defined for matrices: use .fro, .nuc, 1, 2, .infinity or their negatives")
    }
    let rest = x.dims.indices.filter { !d.contains($0) }
    let s = svdvals(x.permute(rest + d))
    let y = ord == .nuc ? s.sum(dim: -1) : ord == .p(2) ? s.amax(dim: -1) : s.amin(dim: -1)
    if !keepDim { return y }
    return d.sorted().reduce(y) { $0.unsqueeze($1) }
  }

  private static func extremeSum(_ x: Tensor, sum: Int, over: Int, largest: Bool, _ keepDim: Bool) -> Tensor {
    let sums = x.abs().sum(dim: sum, keepDim: true)
    let y = largest ? sums.amax(dim: over, keepDim: true) : sums.amin(dim: over, keepDim: true)
    return keepDim ? y : y.squeeze([sum, over])
  }

  /// A vector or matrix norm, by how many dims there are; without `ord`, the 2-norm of all elements over `dim`.
  public static func norm(
    _ a: Tensor, ord: NormOrder? = nil, dim: (some IntOrArray)? = [Int]?.none, keepDim: Bool = false, dtype: DType? = nil
  ) -> Tensor {
    guard let ord else { return vectorNorm(a, 2, dim?.ints, keepDim, dtype) }
    let d = dim?.ints ?? Array(0..<a.ndim)
    if d.count == 2 { return matrixNorm(a, ord: ord, dim: d, keepDim: keepDim, dtype: dtype) }
    guard case .p(let p) = ord else {
      fail("Linalg.norm", "\(ord) is a norm of matrices, but \(d.count) dims of shape \(a.dims) are given")
    }
    require(dim != nil ? d.count == 1 : a.ndim == 1, "Linalg.norm", "order \(p) needs one or two dims, got \(d.count) of shape \(a.dims)")
    return vectorNorm(a, p, d, keepDim, dtype)
  }

  /// ‖A‖ ‖A⁻¹‖: how much A can amplify a relative error; by default (and for 2) the ratio of the extreme singular values.
  public static func cond(_ a: Tensor, p: NormOrder? = nil) -> Tensor {
    checkMatrix("Linalg.cond", a)
    switch p ?? 2 {
    case .p(2), .p(-2):
      let s = svdvals(a)
      let (first, last) = (s.select(dim: -1, index: 0), s.select(dim: -1, index: -1))
      return p == .p(-2) ? last / first : first / last
    case let order:
      checkSquare("Linalg.cond", a)
      let (inverse, info) = invEx(a)
      let product = matrixNorm(a, ord: order) * matrixNorm(inverse, ord: order)
      return Tensor.where(info .!= 0, Double.infinity, product)
    }
  }
}
