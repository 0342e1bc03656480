import MartletCore

extension Init {
  /// Uniform in ±gain √(6 / (fanIn + fanOut)). (Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html)
  @discardableResult public static func xavierUniform_(_ w: Tensor, gain: Double = 1, generator: Generator? = nil) -> Tensor {
    let bound = 3.0.squareRoot() * xavierStd(w, gain)
    return uniform_(w, a: -bound, b: bound, generator: generator)
  }

  /// Normal with standard deviation gain √(2 / (fanIn + fanOut)).
  @discardableResult public static func xavierNormal_(_ w: Tensor, gain: Double = 1, generator: Generator? = nil) -> Tensor {
    normal_(w, std: xavierStd(w, gain), generator: generator)
  }

  private static func xavierStd(_ w: Tensor, _ gain: Double) -> Double {
    let (fanIn, fanOut) = calculateFanInAndFanOut(w)
    return gain * (2 / Double(fanIn + fanOut)).squareRoot()
  }
}
