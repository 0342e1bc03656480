import CMartletKernels

/// Activations made of straight pieces. Where two pieces meet, the gradient is PyTorch's: that of the flat piece.
private enum Piecewise {
  static let hardtanh: UnaryOp = UnaryOp("hardtanh", MK_OP_clamp, .same, uses: .x) { g, n in apply(hardtanhBackward, n.x, g, n.p) }
  static let hardtanhBackward: BinaryOp = BinaryOp(
    "hardtanh_backward", MK_OP_hardtanh_backward, dx: { g, _ in Tensor.zerosLike(g) },
    dyUses: .x, dy: { g, n in apply(hardtanhBackward, n.x, g, n.p) })
  static let hardsigmoid: UnaryOp = UnaryOp("hardsigmoid", MK_OP_hardsigmoid, uses: .x) { g, n in
    Tensor.where((n.x .> -3) .& (n.x .< 3), g / 6, 0)
  }
  static let hardswish: UnaryOp = UnaryOp("hardswish", MK_OP_hardswish, uses: .x, keepsZero: true) { g, n in apply(hardswishBackward, n.x, g) }
  static let hardswishBackward: BinaryOp = BinaryOp(
    "hardswish_backward", MK_OP_hardswish_backward, keepsZero: true, dxUses: [.x, .y],
    dx: { g, n in Tensor.where((n.x .> -3) .& (n.x .< 3), g * n.y / 3, 0) },
    dyUses: .x, dy: { g, n in apply(hardswishBackward, n.x, g) })
  static let hardshrink: UnaryOp = UnaryOp("hardshrink", MK_OP_hardshrink, uses: .x, keepsZero: true) { g, n in shrunk(g, n) }
  static let softshrink: UnaryOp = UnaryOp("softshrink", MK_OP_softshrink, uses: .x, keepsZero: true) { g, n in shrunk(g, n) }
  static let threshold: UnaryOp = UnaryOp("threshold", MK_OP_threshold, .same, uses: .x) { g, n in
    Tensor.where(n.x .<= n.p[0], 0, g)
  }

  private static func shrunk(_ g: Tensor, _ n: UnaryNode) -> Tensor {
    Tensor.where((n.x .>= -n.p[0]) .& (n.x .<= n.p[0]), 0, g)
  }
}

extension F {
  /// `min(max(x, minVal), maxVal)`. Stops when minVal > maxVal.
  public static func hardtanh(_ x: Tensor, minVal: Double = -1, maxVal: Double = 1, inplace: Bool = false) -> Tensor {
    require(minVal <= maxVal, "hardtanh", "minVal \(minVal) is greater than maxVal \(maxVal)")
    require(x.dtype != .bool, "hardtanh", "does not take bool tensors")
    // A negative bound has no value among unsigned integers; all of them lie above it.
    let bounds: Params = x.dtype.isSigned ? [minVal, maxVal, 0, 0] : [Swift.max(minVal, 0), Swift.max(maxVal, 0), 0, 0]
    return apply(Piecewise.hardtanh, x, bounds, into: inplace ? x : nil)
  }
  /// `min(max(0, x), 6)`.
  public static func relu6(_ x: Tensor, inplace: Bool = false) -> Tensor { hardtanh(x, minVal: 0, maxVal: 6, inplace: inplace) }
  /// `min(max(x + 3, 0), 6) / 6`.
  public static func hardsigmoid(_ x: Tensor, inplace: Bool = false) -> Tensor {
    floating(x, "hardsigmoid")
    return apply(Piecewise.hardsigmoid, x, into: inplace ? x : nil)
  }
  /// `x · hardsigmoid(x)`. (https://arxiv.org/abs/1905.02244)
  public static func hardswish(_ x: Tensor, inplace: Bool = false) -> Tensor {
    floating(x, "hardswish")
    return apply(Piecewise.hardswish, x, into: inplace ? x : nil)
  }
  /// 0 where |x| ≤ lambd, else x.
  public static func hardshrink(_ x: Tensor, lambd: Double = 0.5) -> Tensor {
    floating(x, "hardshrink")
    return apply(Piecewise.hardshrink, x, [lambd, 0, 0, 0])
  }
  /// 0 where |x| ≤ lambd, else x moved towards 0 by lambd. Stops on a negative lambd.
  public static func softshrink(_ x: Tensor, lambd: Double = 0.5) -> Tensor {
    floating(x, "softshrink")
    require(lambd >= 0, "softshrink", "lambd must not be negative, got \(lambd)")
    return apply(Piecewise.softshrink, x, [lambd, 0, 0, 0])
  }
  /// x where x > threshold, else value.
  public static func threshold(_ x: Tensor, threshold: Double, value: Double, inplace: Bool = false) -> Tensor {
    require(x.dtype != .bool, "threshold", "does not take bool tensors")
    return apply(Piecewise.threshold, x, [threshold, value, 0, 0], into: inplace ? x : nil)
  }

  static func floating(_ x: Tensor, _ op: String) {
    require(x.dtype.isFloatingPoint, op, "expected a floating-point tensor, got \(x.dtype)")
  }
}
