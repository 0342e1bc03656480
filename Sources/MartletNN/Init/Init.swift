import MartletCore

/// Initialisers: each fills a tensor in place, without recording, and returns it. (`torch.nn.init`)
public enum Init {
  /// Which fan a Kaiming initialiser keeps constant.
  public enum FanMode: Sendable { case fanIn, fanOut }
  /// The activation that follows the layer, for its gain.
  public enum Nonlinearity: Sendable {
    case linear, conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d, sigmoid, tanh, relu, leakyRelu, selu
  }

  /// How many inputs and outputs a unit has: sizes 1 and 0 times the receptive field. Stops for fewer than two dims.
  public static func calculateFanInAndFanOut(_ w: Tensor) -> (Int, Int) {
    require(w.ndim >= 2, "Init", "fan in and fan out need at least 2 dimensions, got shape \(w.shape)")
    let field = w.shape.dropFirst(2).reduce(1, *)
    return (w.shape[1] * field, w.shape[0] * field)
  }

  /// The factor by which an activation asks for larger weights.
  public static func calculateGain(_ f: Nonlinearity, _ parameter: Double? = nil) -> Double {
    switch f {
    case .tanh: return 5.0 / 3
    case .relu: return 2.0.squareRoot()
    case .leakyRelu:
      let slope = parameter ?? 0.01
      return (2 / (1 + slope * slope)).squareRoot()
    case .selu: return 0.75
    default: return 1
    }
  }

  @discardableResult public static func uniform_(_ w: Tensor, a: Double = 0, b: Double = 1, generator: Generator? = nil) -> Tensor {
    noGrad { w.uniform_(from: a, to: b, generator: generator) }
  }
  @discardableResult public static func normal_(_ w: Tensor, mean: Double = 0, std: Double = 1, generator: Generator? = nil) -> Tensor {
    noGrad { w.normal_(mean: mean, std: std, generator: generator) }
  }
  @discardableResult public static func constant_(_ w: Tensor, _ value: Double) -> Tensor { noGrad { w.fill_(value) } }
  @discardableResult public static func ones_(_ w: Tensor) -> Tensor { constant_(w, 1) }
  @discardableResult public static func zeros_(_ w: Tensor) -> Tensor { constant_(w, 0) }

  /// Uniform in ±gain √(6 / (fanIn + fanOut)). (Glorot & Bengio 2010)
  @discardableResult public static func xavierUniform_(_ w: Tensor, gain: Double = 1, generator: Generator? = nil) -> Tensor {
    let (i, o) = calculateFanInAndFanOut(w)
    let bound = gain * (6 / Double(i + o)).squareRoot()
    return uniform_(w, a: -bound, b: bound, generator: generator)
  }
  /// Normal with std gain √(2 / (fanIn + fanOut)).
  @discardableResult public static func xavierNormal_(_ w: Tensor, gain: Double = 1, generator: Generator? = nil) -> Tensor {
    let (i, o) = calculateFanInAndFanOut(w)
    return normal_(w, std: gain * (2 / Double(i + o)).squareRoot(), generator: generator)
  }

  /// Uniform in ±gain √(3 / fan). (He et al. 2015)
  @discardableResult public static func kaimingUniform_(
    _ w: Tensor, a: Double = 0, mode: FanMode = .fanIn, nonlinearity: Nonlinearity = .leakyRelu, generator: Generator? = nil
  ) -> Tensor {
    if w.numel == 0 { return w }
    let bound = 3.0.squareRoot() * kaimingStd(w, a, mode, nonlinearity)
    return uniform_(w, a: -bound, b: bound, generator: generator)
  }
  /// Normal with std gain / √fan.
  @discardableResult public static func kaimingNormal_(
    _ w: Tensor, a: Double = 0, mode: FanMode = .fanIn, nonlinearity: Nonlinearity = .leakyRelu, generator: Generator? = nil
  ) -> Tensor {
    if w.numel == 0 { return w }
    return normal_(w, std: kaimingStd(w, a, mode, nonlinearity), generator: generator)
  }

  private static func kaimingStd(_ w: Tensor, _ a: Double, _ mode: FanMode, _ f: Nonlinearity) -> Double {
    let (i, o) = calculateFanInAndFanOut(w)
    return calculateGain(f, a) / Double(mode == .fanIn ? i : o).squareRoot()
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
