import CMartletKernels

private enum Smooth {
  static let mish: UnaryOp = UnaryOp("mish", MK_OP_mish, uses: .x, keepsZero: true) { g, n in
    let x = n.x.widened
    let t = F.softplus(x).tanh()
    return g * (t + x * x.sigmoid() * (1 - t * t))
  }
}

extension F {
  /// `x tanh(log(1 + eˣ))`. (https://arxiv.org/abs/1908.08681)
  public static func mish(_ x: Tensor, inplace: Bool = false) -> Tensor {
    floating(x, "mish")
    return apply(Smooth.mish, x, into: inplace ? x : nil)
  }
  /// `x − tanh(x)`.
  public static func tanhshrink(_ x: Tensor) -> Tensor { x - x.tanh() }
  /// `x / (1 + |x|)`.
  public static func softsign(_ x: Tensor) -> Tensor { x / (x.abs() + 1) }

  /// `a σ(b)` for the two halves a and b of x along a dim. Stops when its size is odd. (https://arxiv.org/abs/1612.08083)
  public static func glu(_ x: Tensor, dim: Int = -1) -> Tensor {
    floating(x, "glu")
    require(x.dims.count > 0, "glu", "a 0-d tensor has no halves")
    let d = wrap(dim, x.dims.count, "glu")
    require(x.dims[d] % 2 == 0, "glu", "dim \(d) of shape \(x.dims) cannot be halved")
    let wide = x.widened
    func halves(_ x: Tensor) -> (Tensor, Tensor) {
      let n = x.dims[d] / 2
      return (x.narrow(dim: d, start: 0, length: n), x.narrow(dim: d, start: n, length: n))
    }
    func compute(_ op: mk_pointwise_op, _ out: Tensor, _ a: Tensor, _ b: Tensor, _ c: Tensor? = nil) {
      out.backend.pointwise(op, out.dtype, out, .tensor(a), .tensor(b), c.map { .tensor($0) }, .zero)
    }
    let (a, b) = halves(wide.detach()), y = Tensor(empty: a.dims, a.dtype, a.device)
    if y.numel > 0 { compute(MK_OP_glu, y, a, b) }
    if !tracks(wide) { return y.to(x.dtype) }
    let saved = Saved(wide)
    // One node for both halves: their gradients meet in one tensor, and not in two with zeros beside them.
    return y.record("glu", wide, saving: [saved]) { [dims = wide.dims] g in
      let (a, b) = halves(saved())
      if GradMode.isEnabled {
        let s = b.sigmoid(), da = g * s
        return Tensor.cat([da, da * a * (1 - s)], dim: d)
      }
      let dx = Tensor(empty: dims, g.dtype, g.device), (da, db) = halves(dx)
      if dx.numel > 0 {
        compute(MK_OP_glu, da, g, b)
        compute(MK_OP_glu_gate_backward, db, a, b, g)
      }
      return dx
    }.to(x.dtype)
  }

  /// `max(0, x) + w · min(0, x)` with one weight, or one for each channel (dim 1). (https://arxiv.org/abs/1502.01852)
  public static func prelu(_ x: Tensor, _ weight: Tensor) -> Tensor {
    require(weight.dims.count <= 1, "prelu", "expected a weight of shape (C) or of one element, got \(weight.dims)")
    require(x.dtype == weight.dtype, "prelu", "the input is \(x.dtype), but the weight is \(weight.dtype)")
    var w = weight
    if weight.numel != 1 {
      require(x.dims.count > 0, "prelu", "a 0-d tensor has no channels for the \(weight.numel) weights")
      let channels = x.dims.count > 1 ? x.dims[1] : 1
      require(weight.numel == channels, "prelu", "\(weight.numel) weights do not fit an input of shape \(x.dims) with \(channels) channels")
      w = weight.view([channels] + [Int](repeating: 1, count: x.dims.count - 2))
    } else {
      w = weight.view([])
    }
    let y = noGrad { Tensor.where(x .> 0, x, x * w) }
    if !tracks(x, w) { return y }
    let sx = Saved(x), sw = Saved(w), wDims = w.dims
    return y.record("prelu", [x, w], saving: [sx, sw]) { g, n in
      let x = sx(), w = sw(), positive = x .> 0
      return [
        n.needs(0) ? Tensor.where(positive, g, g * w) : nil,
        n.needs(1) ? Tensor.where(positive, 0, g * x).reduced(to: wDims, x.dtype) : nil,
      ]
    }
  }

  /// x where x ≥ 0, else `a x` with a drawn between lower and upper in training, and their middle otherwise.
  /// (https://arxiv.org/abs/1505.00853)
  public static func rrelu(
    _ x: Tensor, lower: Double = 1.0 / 8, upper: Double = 1.0 / 3, training: Bool = false, inplace: Bool = false, generator: Generator? = nil
  ) -> Tensor {
    floating(x, "rrelu")
    require(lower <= upper, "rrelu", "lower \(lower) is greater than upper \(upper)")
    if !training { return leakyRelu(x, negativeSlope: (lower + upper) / 2, inplace: inplace) }
    let slope = Tensor.randLike(x.detach(), generator: generator) * (upper - lower) + lower
    let y = Tensor.where(x .>= 0, x, x * slope)
    return inplace ? x.copy_(y) : y
  }
}

extension Tensor {
  /// Half types as float32: what a composite computes in, so that its result is rounded once.
  var widened: Tensor { dtype == .float16 || dtype == .bfloat16 ? to(.float32) : self }
}
