import MartletCore

extension Init {
  /// The activation that follows a layer, or the layer itself where none does.
  public enum Nonlinearity: Sendable {
    case linear, conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d, sigmoid, tanh, relu, leakyRelu, selu
  }

  /// The factor by which an activation asks for larger weights: 5/3 for tanh, √2 for ReLU, √(2 / (1 + slope²)) for leaky ReLU with
  /// `parameter` as its slope (default 0.01), 3/4 for SELU, 1 for the others.
  public static func calculateGain(_ nonlinearity: Nonlinearity, _ parameter: Double? = nil) -> Double {
    switch nonlinearity {
    case .tanh: return 5.0 / 3
    case .relu: return 2.0.squareRoot()
    case .leakyRelu:
      let slope = parameter ?? 0.01
      return (2 / (1 + slope * slope)).squareRoot()
    case .selu: return 0.75
    case .linear, .conv1d, .conv2d, .conv3d, .convTranspose1d, .convTranspose2d, .convTranspose3d, .sigmoid: return 1
    }
  }

  /// How many inputs and outputs a unit has: sizes 1 and 0 times the size of the receptive field. Stops for fewer than two dims.
  public static func calculateFanInAndFanOut(_ w: Tensor) -> (Int, Int) {
    require(w.ndim >= 2, "Init", "fan in and fan out need at least 2 dimensions, got shape \(w.shape)")
    let field = w.shape.dropFirst(2).reduce(1, *)
    return (w.shape[1] * field, w.shape[0] * field)
  }
}
