import MartletCore

extension Init {
  /// Which fan a Kaiming initialiser keeps constant: the variance of the activations, or that of the gradients.
  public enum FanMode: Sendable { case fanIn, fanOut }

  /// Uniform in ±gain √(3 / fan), the gain that of `nonlinearity`, with slope `a` for leaky ReLU. (https://arxiv.org/abs/1502.01852)
  @discardableResult public static func kaimingUniform_(
    _ w: Tensor, a: Double = 0, mode: FanMode = .fanIn, nonlinearity: Nonlinearity = .leakyRelu, generator: Generator? = nil
  ) -> Tensor {
    if w.numel == 0 { return w }
    let bound = 3.0.squareRoot() * kaimingStd(w, a, mode, nonlinearity)
    return uniform_(w, a: -bound, b: bound, generator: generator)
  }

  /// Normal with standard deviation gain / √fan.
  @discardableResult public static func kaimingNormal_(
    _ w: Tensor, a: Double = 0, mode: FanMode = .fanIn, nonlinearity: Nonlinearity = .leakyRelu, generator: Generator? = nil
  ) -> Tensor {
    if w.numel == 0 { return w }
    return normal_(w, std: kaimingStd(w, a, mode, nonlinearity), generator: generator)
  }

  private static func kaimingStd(_ w: Tensor, _ a: Double, _ mode: FanMode, _ nonlinearity: Nonlinearity) -> Double {
    let (fanIn, fanOut) = calculateFanInAndFanOut(w)
    return calculateGain(nonlinearity, a) / Double(mode == .fanIn ? fanIn : fanOut).squareRoot()
  }

  /// PyTorch's default for linear and convolution layers: weights Kaiming-uniform with a = √5, biases uniform in ±1/√fanIn.
  static func layerDefault(_ weight: Tensor, _ bias: Tensor?) {
    kaimingUniform_(weight, a: 5.0.squareRoot())
    if let bias {
      let fan = calculateFanInAndFanOut(weight).0
      let bound = fan > 0 ? 1 / Double(fan).squareRoot() : 0
      uniform_(bias, a: -bound, b: bound)
    }
  }
}
