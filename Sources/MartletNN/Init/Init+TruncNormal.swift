import MartletCore

extension Init {
  /// Normal with this mean and standard deviation, restricted to a…b by drawing again what lies outside.
  ///
  /// Where less than 0.3 of the normal distribution lies inside, candidates are uniform in a…b and accepted with a probability in proportion to
  /// the density, so that a far or narrow interval costs no more draws. Stops unless a < b and std is positive.
  /// (https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.trunc_normal_)
  @discardableResult public static func truncNormal_(
    _ w: Tensor, mean: Double = 0, std: Double = 1, a: Double = -2, b: Double = 2, generator: Generator? = nil
  ) -> Tensor {
    require(a < b && std > 0, "Init.truncNormal_", "expected a < b and std > 0, got a \(a), b \(b) and std \(std)")
    if w.numel == 0 { return w }
    let inside = normalCDF((b - mean) / std) - normalCDF((a - mean) / std)
    return noGrad {
      w.copy_(inside > 0.3 ? redrawn(w, mean, std, a, b, generator) : rejected(w, mean, std, a, b, generator))
    }
  }

  private static func redrawn(
    _ w: Tensor, _ mean: Double, _ std: Double, _ a: Double, _ b: Double, _ generator: Generator?
  ) -> Tensor {
    func draw() -> Tensor { Tensor.emptyLike(w).normal_(mean: mean, std: std, generator: generator) }
    var x = draw()
    while true {
      let outside = (x .< a) .| (x .> b)
      if !outside.any().item(as: Bool.self) { return x }
      x = Tensor.where(outside, draw(), x)
    }
  }

  private static func rejected(
    _ w: Tensor, _ mean: Double, _ std: Double, _ a: Double, _ b: Double, _ generator: Generator?
  ) -> Tensor {
    let mode = max(a, min(mean, b)), peak = -0.5 * ((mode - mean) / std) * ((mode - mean) / std)
    func draw() -> Tensor { Tensor.emptyLike(w).uniform_(from: a, to: b, generator: generator) }
    /// Whether candidates fall above the density, as a fraction of its peak within a…b.
    func isAbove(_ x: Tensor) -> Tensor {
      let logDensity: Tensor = ((x - mean) / std).square() * -0.5 - peak
      return Tensor.emptyLike(w).uniform_(generator: generator).log() .> logDensity
    }
    var x = draw()
    var pending = isAbove(x)
    while pending.any().item(as: Bool.self) {
      let candidates = draw()
      x = Tensor.where(pending, candidates, x)
      pending = pending .& isAbove(candidates)
    }
    return x
  }

  private static func normalCDF(_ x: Double) -> Double {
    0.5 * (1 + Tensor(x / 2.0.squareRoot(), dtype: .float64).erf().item())
  }
}
