extension Linalg {
  /// The Moore–Penrose inverse of A (…, m, n): (…, n, m). Singular values up to max(atol, rtol · the largest) count as 0.
  ///
  /// By default `rtol` is max(m, n) times the dtype's precision, or 0 when `atol` is given. `hermitian`: A is symmetric, and its
  /// eigenvalues serve. Derivative: Golub and Pereyra, 1973.
  public static func pinv(_ a: Tensor, atol: Tensor? = nil, rtol: Tensor? = nil, hermitian: Bool = false) -> Tensor {
    checkMatrix("Linalg.pinv", a)
    let y = noGrad { () -> Tensor in
      if a.numel == 0 { return Tensor.zeros(a.shape.dropLast(2) + [a.size(-1), a.size(-2)], dtype: a.dtype) }
      if hermitian {
        let (w, q) = eigh(a)
        let inverse = Tensor.where(w.abs() .> cutoff(w.abs(), a, atol, rtol), w.reciprocal(), 0)
        return (q * inverse.unsqueeze(-2)).matmul(q.mT)
      }
      let (u, s, vh) = svd(a, fullMatrices: false)
      let inverse = Tensor.where(s .> cutoff(s, a, atol, rtol), s.reciprocal(), 0)
      return (vh.mT * inverse.unsqueeze(-2)).matmul(u.mT)
    }
    if !tracks(a) { return y }
    let sa = Saved(a), out = Saved(output: y)
    return y.record("linalg_pinv", a, saving: [sa, out]) { g in pinvGradient(g, out(), sa()) }
  }
  public static func pinv(_ a: Tensor, rtol: Double, hermitian: Bool = false) -> Tensor {
    pinv(a, rtol: Tensor(rtol, dtype: a.dtype), hermitian: hermitian)
  }

  /// max(atol, rtol · largest), with a last dim of size 1.
  private static func cutoff(_ s: Tensor, _ a: Tensor, _ atol: Tensor?, _ rtol: Tensor?) -> Tensor {
    let precision = a.dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne)
    let byDefault = atol == nil ? precision * Double(Swift.max(a.size(-2), a.size(-1))) : 0
    let relative = (rtol ?? Tensor(byDefault, dtype: a.dtype)).unsqueeze(-1)
    let absolute = (atol ?? Tensor(0, dtype: a.dtype)).unsqueeze(-1)
    return (relative * s.amax(dim: -1, keepDim: true)).maximum(absolute)
  }

  static func pinvGradient(_ g: Tensor, _ p: Tensor, _ a: Tensor) -> Tensor {
    let gt = g.mT, pt = p.mT
    if a.size(-2) <= a.size(-1) {
      let k = gt.matmul(p), kpt = k.matmul(pt)
      let first = kpt - p.matmul(k).mT
      return first - a.matmul(p).matmul(kpt) + pt.matmul(p).matmul(gt - k.matmul(a))
    }
    let k = p.matmul(gt), ptk = pt.matmul(k)
    let first = ptk - k.matmul(p).mT
    return first + (gt - a.matmul(k)).matmul(p).matmul(pt) - ptk.matmul(p).matmul(a)
  }

  /// How many singular values (`hermitian`: sizes of eigenvalues) exceed max(atol, rtol · the largest); int64, no derivative.
  public static func matrixRank(_ a: Tensor, atol: Tensor? = nil, rtol: Tensor? = nil, hermitian: Bool = false) -> Tensor {
    checkMatrix("Linalg.matrixRank", a)
    return noGrad {
      if a.numel == 0 { return Tensor.zeros(Array(a.shape.dropLast(2)), dtype: .int64) }
      let s = hermitian ? eigvalsh(a).abs() : svdvals(a)
      return (s .> cutoff(s, a, atol, rtol)).sum(dim: -1)
    }
  }
}
