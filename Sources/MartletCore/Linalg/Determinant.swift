extension Linalg {
  /// The determinant of A (…, n, n). Gradient: det(A) A⁻ᵀ, for singular matrices its limit.
  public static func det(_ a: Tensor) -> Tensor {
    checkSquare("Linalg.det", a)
    let (lu, pivots, _) = noGrad { luFactorWithInfo("Linalg.det", a) }
    let y = noGrad { swapSign(pivots, a) * diagonal(lu).prod(dim: -1) }
    if !tracks(a) { return y }
    let sa = Saved(a)
    return y.record("linalg_det", a, saving: [sa]) { g in
      let lu = tracks(g, sa()) ? luFactor(sa()).LU : lu
      // A tiny number in place of zeros on U's diagonal: the determinant cancels it.
      let d = diagonal(lu)
      let tiny = (d .== 0).to(a.dtype) * (a.dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne))
      let full = lu + tiny.diagEmbed()
      let value = swapSign(pivots, a) * diagonal(full).prod(dim: -1) * g
      let eye = Tensor.eye(a.size(-1), dtype: a.dtype).expand(a.shape)
      return luSolve(full, pivots, eye * value.unsqueeze(-1).unsqueeze(-1), adjoint: true)
    }
  }

  /// The determinant's sign and the logarithm of its size, which do not overflow: 0 and −∞ for singular matrices.
  public static func slogdet(_ a: Tensor) -> (sign: Tensor, logabsdet: Tensor) {
    checkSquare("Linalg.slogdet", a)
    let (sign, log, factors) = noGrad { () -> (Tensor, Tensor, (Tensor, Tensor)) in
      let (lu, pivots, _) = luFactorWithInfo("Linalg.slogdet", a)
      let d = diagonal(lu)
      return (swapSign(pivots, a) * d.sgn().prod(dim: -1), d.abs().log().sum(dim: -1), (lu, pivots))
    }
    if tracks(a) {
      let sa = Saved(a)
      let (lu, pivots) = factors
      log.record("linalg_slogdet", a, saving: [sa]) { g in
        let scale = g.unsqueeze(-1).unsqueeze(-1)
        if tracks(g, sa()) { return scale * inv(sa()).mT }
        // A singular matrix gives infinities here, where an inverse would be refused.
        return luSolve(lu, pivots, Tensor.eye(lu.size(-1), dtype: lu.dtype).expand(lu.shape) * scale, adjoint: true)
      }
    }
    return (sign, log)
  }

  /// The logarithm of the determinant: −∞ for singular matrices, NaN for a negative determinant.
  public static func logdet(_ a: Tensor) -> Tensor {
    let (sign, log) = slogdet(a)
    return Tensor.where(sign .< 0, Double.nan, log)
  }

  private static func diagonal(_ a: Tensor) -> Tensor { a.diagonal(dim1: -2, dim2: -1) }

  /// −1 for an odd number of row swaps, else 1.
  private static func swapSign(_ pivots: Tensor, _ a: Tensor) -> Tensor {
    let swaps = (pivots .!= Tensor.arange(1, pivots.size(-1) + 1)).sum(dim: -1)
    return (1 - swaps.remainder(2) * 2).to(a.dtype)
  }
}
