import CMartletKernels

private enum Activation {
  static let relu: UnaryOp = UnaryOp("relu", MK_OP_relu, .same, uses: .out, keepsZero: true) { g, n in apply(reluBackward, n.out, g) }
  static let reluBackward: BinaryOp = BinaryOp(
    "relu_backward", MK_OP_relu_backward, keepsZero: true, dx: { g, _ in Tensor.zerosLike(g) },
    dyUses: .x, dy: { g, n in apply(reluBackward, n.x, g) })
  static let leakyRelu: UnaryOp = UnaryOp("leaky_relu", MK_OP_leaky_relu, uses: .x, keepsZero: true) { g, n in
    apply(leakyReluBackward, n.x, g, n.p)
  }
  static let leakyReluBackward: BinaryOp = BinaryOp(
    "leaky_relu_backward", MK_OP_leaky_relu_backward, keepsZero: true, dx: { g, _ in Tensor.zerosLike(g) },
    dyUses: .x, dy: { g, n in apply(leakyReluBackward, n.x, g, n.p) })
  static let elu: UnaryOp = UnaryOp("elu", MK_OP_elu, uses: .x, keepsZero: true) { g, n in apply(eluBackward, n.x, g, n.p) }
  static let eluBackward: BinaryOp = BinaryOp(
    "elu_backward", MK_OP_elu_backward, dxUses: [.x, .y],
    dx: { g, n in
      let scale: Double = n.p[0] * n.p[1] * n.p[2] * n.p[2]
      let below = (n.x * n.p[2]).exp() * scale
      return g * n.y * Tensor.where(n.x .>= 0, 0, below)
    },
    dyUses: .x, dy: { g, n in apply(eluBackward, n.x, g, n.p) })
  static let gelu: UnaryOp = UnaryOp("gelu", MK_OP_gelu, uses: .x, keepsZero: true) { g, n in apply(geluBackward, n.x, g) }
  static let geluBackward: BinaryOp = BinaryOp(
    "gelu_backward", MK_OP_gelu_backward, dxUses: [.x, .y],
    dx: { g, n in g * n.y * ((n.x * n.x * -0.5).exp() * 0.3989422804014327) * (2 - n.x * n.x) },
    dyUses: .x, dy: { g, n in apply(geluBackward, n.x, g) })
  static let geluTanh: UnaryOp = UnaryOp("gelu", MK_OP_gelu_tanh, uses: .x, keepsZero: true) { g, n in
    let x = n.x
    let t = ((x + x * x * x * 0.044715) * 0.7978845608028654).tanh()
    let inner = (x * x * (3 * 0.044715) + 1) * 0.7978845608028654
    return g * ((t + 1) * 0.5 + x * 0.5 * (1 - t * t) * inner)
  }
  static let silu: UnaryOp = UnaryOp("silu", MK_OP_silu, uses: .x, keepsZero: true) { g, n in apply(siluBackward, n.x, g) }
  static let siluBackward: BinaryOp = BinaryOp(
    "silu_backward", MK_OP_silu_backward, dxUses: [.x, .y],
    dx: { g, n in
      let s = n.x.sigmoid()
      return g * n.y * (s * (1 - s) * (n.x * (1 - s * 2) + 2))
    },
    dyUses: .x, dy: { g, n in apply(siluBackward, n.x, g) })
  static let logSigmoid: UnaryOp = UnaryOp("log_sigmoid", MK_OP_log_sigmoid, uses: .x) { g, n in g * (-n.x).sigmoid() }
  static let softplus: UnaryOp = UnaryOp("softplus", MK_OP_softplus, uses: .x) { g, n in
    let scaled = n.x * n.p[0]
    return g * Tensor.where(scaled .> n.p[1], Tensor.onesLike(scaled), scaled.sigmoid())
  }
}

extension F {
  /// `max(0, x)`.
  public static func relu(_ x: Tensor, inplace: Bool = false) -> Tensor { apply(Activation.relu, x, into: inplace ? x : nil) }
  /// `x` where x > 0, else `negativeSlope · x`.
  public static func leakyRelu(_ x: Tensor, negativeSlope: Double = 0.01, inplace: Bool = false) -> Tensor {
    apply(Activation.leakyRelu, x, [negativeSlope, 0, 0, 0], into: inplace ? x : nil)
  }
  /// `x` where x > 0, else `alpha (eˣ − 1)`.
  public static func elu(_ x: Tensor, alpha: Double = 1, inplace: Bool = false) -> Tensor {
    apply(Activation.elu, x, [alpha, 1, 1, 0], into: inplace ? x : nil)
  }
  /// ELU whose constants keep mean 0 and variance 1. (https://arxiv.org/abs/1706.02515)
  public static func selu(_ x: Tensor, inplace: Bool = false) -> Tensor {
    apply(Activation.elu, x, [1.6732632423543772848170429916717, 1.0507009873554804934193349852946, 1, 0], into: inplace ? x : nil)
  }
  /// `max(0, x) + min(0, alpha (e^(x/alpha) − 1))`.
  public static func celu(_ x: Tensor, alpha: Double = 1, inplace: Bool = false) -> Tensor {
    require(alpha != 0, "celu", "alpha must not be 0")
    return apply(Activation.elu, x, [alpha, 1, 1 / alpha, 0], into: inplace ? x : nil)
  }
  /// How GELU is computed.
  public enum GELUApproximation: Sendable { case none, tanh }
  /// `x Φ(x)` with the normal distribution function Φ, or its tanh approximation. (https://arxiv.org/abs/1606.08415)
  public static func gelu(_ x: Tensor, approximate: GELUApproximation = .none) -> Tensor {
    apply(approximate == .none ? Activation.gelu : Activation.geluTanh, x)
  }
  /// `x σ(x)`.
  public static func silu(_ x: Tensor, inplace: Bool = false) -> Tensor { apply(Activation.silu, x, into: inplace ? x : nil) }
  /// `log σ(x)`.
  public static func logsigmoid(_ x: Tensor) -> Tensor { apply(Activation.logSigmoid, x) }
  /// `log(1 + e^(βx)) / β`, and x itself where βx > threshold.
  public static func softplus(_ x: Tensor, beta: Double = 1, threshold: Double = 20) -> Tensor {
    apply(Activation.softplus, x, [beta, threshold, 0, 0])
  }

  /// Sets each element to 0 with probability p and divides the others by 1 − p, in training; the input itself otherwise.
  public static func dropout(_ x: Tensor, p: Double = 0.5, training: Bool = true, generator: Generator? = nil) -> Tensor {
    require(p >= 0 && p <= 1, "dropout", "p must lie in 0…1, got \(p)")
    if !training || p == 0 || x.numel == 0 { return x }
    if p == 1 { return x * 0 }
    require(x.dtype.isFloatingPoint, "dropout", "expected a floating-point tensor, got \(x.dtype)")
    let dense = x.detach().contiguous()
    let y = Tensor(empty: x.dims, x.dtype, x.device), mask = Tensor(empty: x.dims, .uint8, x.device)
    x.backend.dropout(dense, p: p, y: y, mask: mask, generator ?? currentGenerator())
    return tracks(x) ? y.record("native_dropout", x) { dropoutBackward($0, mask, p) } : y
  }

  /// Dropout with a given mask is linear: its gradient is the same map again.
  private static func dropoutBackward(_ g: Tensor, _ mask: Tensor, _ p: Double) -> Tensor {
    let dx = Tensor(empty: g.dims, g.dtype, g.device)
    g.backend.dropoutBackward(g.detach().contiguous(), mask: mask, p: p, dx: dx)
    return tracks(g) ? dx.record("native_dropout_backward", g) { dropoutBackward($0, mask, p) } : dx
  }
}

extension Tensor {
  /// `max(0, x)` in place.
  @discardableResult public func relu_() -> Tensor { F.relu(self, inplace: true) }
}
