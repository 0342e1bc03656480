import CMartletKernels

extension F {
  /// `exp(x_i) / Σ exp(x_j)` along a dim.
  public static func softmax(_ x: Tensor, dim: Int, dtype: DType? = nil) -> Tensor { family(x, dim, dtype, log: false) }

  /// `x_i − log Σ exp(x_j)` along a dim.
  public static func logSoftmax(_ x: Tensor, dim: Int, dtype: DType? = nil) -> Tensor { family(x, dim, dtype, log: true) }

  /// Softmax of −x.
  public static func softmin(_ x: Tensor, dim: Int, dtype: DType? = nil) -> Tensor {
    softmax(-x, dim: dim, dtype: dtype)
  }

  /// A sample of the categories that `logits` weigh, as differentiable probabilities: `softmax((logits + g) / tau)` with g from Gumbel's
  /// distribution. `hard` gives one-hot samples whose gradient is that of the probabilities. Stops when tau is not positive.
  /// (https://arxiv.org/abs/1611.01144)
  public static func gumbelSoftmax(
    _ logits: Tensor, tau: Double = 1, hard: Bool = false, dim: Int = -1, generator: Generator? = nil
  ) -> Tensor {
    floating(logits, "gumbelSoftmax")
    require(tau > 0, "gumbelSoftmax", "tau must be positive, got \(tau)")
    let noise = noGrad { Tensor.zerosLike(logits).exponential_(generator: generator).log_().neg_() }
    let soft = softmax((logits + noise) / tau, dim: dim)
    if !hard { return soft }
    let chosen = noGrad { Tensor.zerosLike(soft).scatter_(dim: dim, index: soft.argmax(dim: dim, keepDim: true), value: 1) }
    return chosen - soft.detach() + soft
  }

  private static func family(_ input: Tensor, _ dim: Int, _ dtype: DType?, log: Bool) -> Tensor {
    let op: StaticString = log ? "log_softmax" : "softmax"
    let x = dtype.map { input.to($0) } ?? input
    require(x.dtype.isFloatingPoint, op.description, "expected a floating-point tensor, got \(x.dtype); pass dtype:")
    let d = wrap(dim, x.dims.count, op.description)
    let dense = x.detach().contiguous()
    let axis = dense.axis(d)
    let y = Tensor(empty: x.dims, x.dtype, x.device)
    if y.numel > 0 { x.backend.softmax(log: log, dense, axis, y) }
    if !tracks(x) { return y }
    let out = Saved(output: y)
    return y.record(op, x, saving: [out]) { g in
      let y = out()
      if tracks(g, y) {  // a second derivative is wanted: the same formula in ops
        return log ? g - y.exp() * g.sum(dim: d, keepDim: true) : (g - (g * y).sum(dim: d, keepDim: true)) * y
      }
      let dx = Tensor(empty: y.dims, y.dtype, y.device)
      if dx.numel > 0 { y.backend.softmaxBackward(log: log, y, g.contiguous(), axis, dx) }
      return dx
    }
  }
}

extension Tensor {
  /// Softmax along a dim.
  public func softmax(dim: Int, dtype: DType? = nil) -> Tensor { F.softmax(self, dim: dim, dtype: dtype) }
  /// The logarithm of softmax along a dim.
  public func logSoftmax(dim: Int, dtype: DType? = nil) -> Tensor { F.logSoftmax(self, dim: dim, dtype: dtype) }

  /// `log Σ exp(x)` over some dims, without overflow.
  public func logsumexp(dim: some IntOrArray, keepDim: Bool = false) -> Tensor { logsumexp(dim.ints, keepDim) }

  /// `ofNothing`: whether a sum may be over nothing but −∞, and passes no gradient then. Otherwise that is NaN, as in PyTorch.
  func logsumexp(_ dim: [Int], _ keepDim: Bool = false, ofNothing: Bool = false) -> Tensor {
    let x = dtype.isFloatingPoint ? self : to(defaultDType())
    let r = Reduction("logsumexp", x, dim)
    let y = r.output(keepDim, x.dtype)
    if y.numel > 0 { x.backend.reduce(MK_REDUCE_LOGSUMEXP, r.x, r.axis, y, parameter: 0) }
    if !tracks(x) { return y }
    let sx = Saved(x), out = Saved(output: y)
    return y.record("logsumexp", x, saving: [sx, out]) { g in
      let top = r.spread(out())
      return r.spread(g) * (sx() - (ofNothing ? top.maskedFill(top .== -Double.infinity, 0) : top)).exp()
    }
  }
}
