import CMartletKernels

extension F {
  /// Batch normalisation of x (N, C, …): `(x − mean) / √(var + eps) · weight + bias` per channel.
  ///
  /// Training takes mean and biased variance from the batch and moves the running ones by
  /// `momentum` (unbiased variance); evaluation uses the running ones. (https://arxiv.org/abs/1502.03167)
  public static func batchNorm(
    _ x: Tensor, runningMean: Tensor?, runningVar: Tensor?, weight: Tensor? = nil, bias: Tensor? = nil, training: Bool = false,
    momentum: Double = 0.1, eps: Double = 1e-5
  ) -> Tensor {
    require(x.dims.count >= 2 || x.numel == 0, "batchNorm", "expected an input of shape (N, C, …), got \(x.dims)")
    require(x.dtype.isFloatingPoint, "batchNorm", "expected a floating-point tensor, got \(x.dtype)")
    let channels = x.dims.count > 1 ? x.dims[1] : 0, perChannel = x.numel / Swift.max(channels, 1)
    for (t, name) in [(runningMean, "runningMean"), (runningVar, "runningVar"), (weight, "weight"), (bias, "bias")] {
      if let t, t.numel != channels { fail("batchNorm", "\(name) has \(t.numel) elements for \(channels) channels (input \(x.dims))") }
    }
    if x.numel == 0 { return x.clone() }
    if training {
      require(perChannel > 1, "batchNorm", "training needs more than one value per channel, got an input of shape \(x.dims)")
    } else {
      require(runningMean != nil && runningVar != nil, "batchNorm", "evaluation needs runningMean and runningVar")
    }
    // Half types compute in float32, as PyTorch's mixed mode does.
    if x.dtype.itemSize == 2 {
      return batchNorm(
        x.float(), runningMean: runningMean, runningVar: runningVar, weight: weight?.float(), bias: bias?.float(), training: training,
        momentum: momentum, eps: eps
      ).to(x.dtype)
    }
    let dense = x.detach().contiguous(), w = weight?.detach().contiguous(), b = bias?.detach().contiguous()
    let y = Tensor(likeLayoutOf: dense, x.dims, x.dtype, keepsZero: false)
    let mean: Tensor, rstd: Tensor
    if training {
      mean = Tensor(empty: Dims([channels]), x.dtype, x.device)
      rstd = Tensor(empty: Dims([channels]), x.dtype, x.device)
      x.backend.batchNorm(dense, w, b, eps: eps, y: y, mean: mean, rstd: rstd)
      noGrad {
        if let m = runningMean { m.mul_(1 - momentum).add_(mean.to(m.dtype), alpha: momentum) }
        if let v = runningVar {
          let n = Double(perChannel)
          let unbiased = (rstd.pow(-2.0) - eps) * (n / (n - 1))
          v.mul_(1 - momentum).add_(unbiased.to(v.dtype), alpha: momentum)
        }
      }
    } else {
      mean = runningMean!.detach().to(x.dtype).contiguous()
      rstd = noGrad { (runningVar!.to(x.dtype) + eps).rsqrt() }
      x.backend.batchNormApply(dense, w, b, mean: mean, rstd: rstd, y: y)
    }
    let inputs = [x] + [weight, bias].compactMap { $0 }
    if !tracks(inputs) { return y }
    let sx = Saved(x), sw = weight.map { Saved($0) }
    let biasAt = weight == nil ? 1 : 2
    return y.record("native_batch_norm", inputs, saving: [sx] + [sw].compactMap { $0 }) { g, n in
      let x = sx(), w = sw?()
      if GradMode.isEnabled {
        return composite(x, w, g, eps: eps, fixed: training ? nil : (mean, rstd), hasBias: bias != nil)
      }
      let dense = x.detach().contiguous()
      let dx = n.needs(0) ? Tensor(likeLayoutOf: dense, x.dims, x.dtype, keepsZero: false) : nil
      let dw = w != nil && n.needs(1) ? Tensor(empty: Dims([channels]), x.dtype, x.device) : nil
      let db = bias != nil && n.needs(biasAt) ? Tensor(empty: Dims([channels]), x.dtype, x.device) : nil
      x.backend.batchNormBackward(
        training: training, dense, w?.detach().contiguous(), mean: mean, rstd: rstd, g, dx: dx, dw: dw, db: db)
      return [dx] + (w == nil ? [] : [dw]) + (bias == nil ? [] : [db])
    }
  }

  /// The gradients of batch norm in differentiable ops, for second derivatives.
  private static func composite(
    _ x: Tensor, _ w: Tensor?, _ g: Tensor, eps: Double, fixed: (Tensor, Tensor)?, hasBias: Bool
  ) -> [Tensor?] {
    let over = [0] + Array(2..<x.dims.count)
    var s = [Int](repeating: 1, count: x.dims.count)
    s[1] = x.dims[1]
    let mean = fixed?.0.view(s) ?? x.mean(dim: over, keepDim: true)
    let rstd = fixed?.1.view(s) ?? (x.var(dim: over, correction: 0, keepDim: true) + eps).rsqrt()
    let normal = (x - mean) * rstd
    let gw = w.map { g * $0.view(s) } ?? g
    var dx = gw * rstd
    if fixed == nil {
      dx = rstd * (gw - gw.mean(dim: over, keepDim: true) - normal * (gw * normal).mean(dim: over, keepDim: true))
    }
    return [dx] + (w == nil ? [] : [(g * normal).sum(dim: over)]) + (hasBias ? [g.sum(dim: over)] : [])
  }

  /// Layer normalisation over the last dims `shape`: `(x − mean) / √(var + eps) · weight + bias`. (https://arxiv.org/abs/1607.06450)
  public static func layerNorm(
    _ x: Tensor, _ shape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, eps: Double = 1e-5
  ) -> Tensor { lastDimsNorm("layerNorm", x, shape, weight, bias, eps, rms: false) }

  /// Root-mean-square normalisation over the last dims `shape`: `x / √(mean(x²) + eps) · weight`; eps defaults to the dtype's epsilon.
  /// (https://arxiv.org/abs/1910.07467)
  public static func rmsNorm(_ x: Tensor, _ shape: [Int], weight: Tensor? = nil, eps: Double? = nil) -> Tensor {
    let e: Double = eps ?? (x.dtype == .float64 ? 0x1p-52 : 0x1p-23)
    return lastDimsNorm("rmsNorm", x, shape, weight, nil, e, rms: true)
  }

  private static func lastDimsNorm(
    _ op: String, _ x: Tensor, _ shape: [Int], _ weight: Tensor?, _ bias: Tensor?, _ eps: Double, rms: Bool
  ) -> Tensor {
    require(!shape.isEmpty, op, "the normalised shape must have at least one dim")
    require(x.dtype.isFloatingPoint, op, "expected a floating-point tensor, got \(x.dtype)")
    if x.dims.count < shape.count || Array(x.shape.suffix(shape.count)) != shape {
      fail(op, "an input of shape \(x.dims) does not end in the normalised shape \(shape)")
    }
    for (t, name) in [(weight, "weight"), (bias, "bias")] {
      if let t, t.shape != shape { fail(op, "the \(name) has shape \(t.dims), expected the normalised shape \(shape)") }
    }
    if x.dtype.itemSize == 2 {
      return lastDimsNorm(op, x.float(), shape, weight?.float(), bias?.float(), eps, rms: rms).to(x.dtype)
    }
    let n = shape.reduce(1, *)
    if x.numel == 0 { return x.clone() }
    let dense = x.detach().contiguous(), w = weight?.detach().contiguous(), b = bias?.detach().contiguous()
    let y = Tensor(empty: x.dims, x.dtype, x.device), rows = Dims([x.numel / n])
    let mean = rms ? nil : Tensor(empty: rows, x.dtype, x.device), rstd = Tensor(empty: rows, x.dtype, x.device)
    x.backend.layerNorm(rms: rms, dense, n: n, w, b, eps: eps, y: y, mean: mean, rstd: rstd)
    let inputs = [x] + [weight, bias].compactMap { $0 }
    if !tracks(inputs) { return y }
    let sx = Saved(x), sw = weight.map { Saved($0) }
    let biasAt = weight == nil ? 1 : 2
    return y.record(rms ? "rms_norm" : "native_layer_norm", inputs, saving: [sx] + [sw].compactMap { $0 }) { g, node in
      let x = sx(), w = sw?()
      if GradMode.isEnabled { return lastDimsComposite(x, w, g, shape, eps, rms: rms, hasBias: bias != nil) }
      let dx = node.needs(0) ? Tensor(empty: x.dims, x.dtype, x.device) : nil
      let dw = w != nil && node.needs(1) ? Tensor(empty: Dims(shape), x.dtype, x.device) : nil
      let db = bias != nil && node.needs(biasAt) ? Tensor(empty: Dims(shape), x.dtype, x.device) : nil
      x.backend.layerNormBackward(
        rms: rms, x.detach().contiguous(), n: n, w?.detach().contiguous(), mean: mean, rstd: rstd, g.contiguous(), dx: dx, dw: dw, db: db)
      return [dx] + (w == nil ? [] : [dw]) + (bias == nil ? [] : [db])
    }
  }

  static func lastDimsComposite(
    _ x: Tensor, _ w: Tensor?, _ g: Tensor, _ shape: [Int], _ eps: Double, rms: Bool, hasBias: Bool
  ) -> [Tensor?] {
    let lead = x.dims.count - shape.count
    let over = Array(lead..<x.dims.count), rows = Array(0..<lead)
    let normal: Tensor, rstd: Tensor
    if rms {
      rstd = ((x * x).mean(dim: over, keepDim: true) + eps).rsqrt()
      normal = x * rstd
    } else {
      rstd = (x.var(dim: over, correction: 0, keepDim: true) + eps).rsqrt()
      normal = (x - x.mean(dim: over, keepDim: true)) * rstd
    }
    let gw = w.map { g * $0 } ?? g
    let centred = rms ? gw : gw - gw.mean(dim: over, keepDim: true)
    let dx = rstd * (centred - normal * (gw * normal).mean(dim: over, keepDim: true))
    func overRows(_ t: Tensor) -> Tensor { rows.isEmpty ? t : t.sum(dim: rows) }
    return [dx] + (w == nil ? [] : [overRows(g * normal)]) + (hasBias ? [overRows(g)] : [])
  }
}
