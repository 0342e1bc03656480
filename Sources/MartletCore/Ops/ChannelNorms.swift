// Normalisations within a sample: over groups of channels, over each channel, over neighbouring channels.

extension F {
  /// Normalises each of `numGroups` groups of channels of x (N, C, …): `(x − mean) / √(var + eps) · weight + bias`, weight and bias
  /// for each channel. (https://arxiv.org/abs/1803.08494)
  public static func groupNorm(
    _ x: Tensor, _ numGroups: Int, weight: Tensor? = nil, bias: Tensor? = nil, eps: Double = 1e-5
  ) -> Tensor {
    let op = "groupNorm"
    require(x.dims.count >= 2, op, "expected an input of shape (N, C, …), got \(x.dims)")
    floating(x, op)
    let channels = x.dims[1]
    require(numGroups > 0 && channels > 0 && channels % numGroups == 0, op, "the channels of shape \(x.dims) do not divide into \(numGroups) groups")
    require(x.numel > 0 || x.dims[0] == 0, op, "an input of shape \(x.dims) has no elements to normalise")
    if x.numel == 0 { return x.clone() }
    let wide = x.widened, inner = x.numel / (x.dims[0] * channels)
    checkAffine(op, x, weight, bias)
    // The fused kernel has a coefficient for each channel's run of elements; short runs are cheaper as one row.
    if inner < 16 {
      let rows = [x.dims[0] * numGroups, x.numel / (x.dims[0] * numGroups)]
      return perChannel(op, layerNorm(wide.reshape(rows), [rows[1]], eps: eps).view(x.shape), weight, bias).to(x.dtype)
    }
    return fusedGroupNorm(wide, numGroups, weight?.to(wide.dtype), bias?.to(wide.dtype), eps).to(x.dtype)
  }

  private static func fusedGroupNorm(_ x: Tensor, _ groups: Int, _ weight: Tensor?, _ bias: Tensor?, _ eps: Double) -> Tensor {
    let dense = x.detach().contiguous(), channels = x.dims[1], perGroup = Dims([x.dims[0] * groups])
    let y = Tensor(empty: x.dims, x.dtype, x.device)
    let mean = Tensor(empty: perGroup, x.dtype, x.device), rstd = Tensor(empty: perGroup, x.dtype, x.device)
    x.backend.groupNorm(
      dense, groups: groups, weight?.detach().contiguous(), bias?.detach().contiguous(), eps: eps, y: y, mean: mean, rstd: rstd)
    let inputs = [x] + [weight, bias].compactMap { $0 }
    if !tracks(inputs) { return y }
    let sx = Saved(x), sw = weight.map { Saved($0) }
    let biasAt = weight == nil ? 1 : 2
    return y.record("native_group_norm", inputs, saving: [sx] + [sw].compactMap { $0 }) { g, n in
      let x = sx(), w = sw?()
      if GradMode.isEnabled { return groupComposite(x, groups, w, g, eps, hasBias: bias != nil) }
      func gradient(_ wanted: Bool, _ dims: Dims) -> Tensor? { wanted ? Tensor(empty: dims, x.dtype, x.device) : nil }
      let dx = gradient(n.needs(0), x.dims), perChannel = Dims([channels])
      let dw = gradient(w != nil && n.needs(1), perChannel), db = gradient(bias != nil && n.needs(biasAt), perChannel)
      x.backend.groupNormBackward(
        x.detach().contiguous(), groups: groups, w?.detach().contiguous(), mean: mean, rstd: rstd, g.contiguous(), dx: dx, dw: dw, db: db)
      return [dx] + (w == nil ? [] : [dw]) + (bias == nil ? [] : [db])
    }
  }

  /// The gradients of group norm in differentiable ops, for second derivatives: those of layer norm over a group, and an affine map.
  private static func groupComposite(
    _ x: Tensor, _ groups: Int, _ w: Tensor?, _ g: Tensor, _ eps: Double, hasBias: Bool
  ) -> [Tensor?] {
    let size = x.numel / (x.dims[0] * groups), over = [0] + Array(2..<x.dims.count)
    let scaled = w.map { g * $0.view([x.dims[1]] + [Int](repeating: 1, count: x.dims.count - 2)) } ?? g
    let rows = lastDimsComposite(x.reshape([-1, size]), nil, scaled.reshape([-1, size]), [size], eps, rms: false, hasBias: false)
    let dx = rows[0]!.view(x.shape)
    let dw = w.map { _ in (g * groupNorm(x, groups, eps: eps)).sum(dim: over) }
    return [dx] + (w == nil ? [] : [dw]) + (hasBias ? [g.sum(dim: over)] : [])
  }

  private static func checkAffine(_ op: String, _ x: Tensor, _ weight: Tensor?, _ bias: Tensor?) {
    for (t, name) in [(weight, "weight"), (bias, "bias")] {
      if let t { require(t.shape == [x.dims[1]], op, "expected a \(name) of shape [\(x.dims[1])] for an input of shape \(x.dims), got \(t.dims)") }
    }
  }

  private static func perChannel(_ op: String, _ x: Tensor, _ weight: Tensor?, _ bias: Tensor?) -> Tensor {
    checkAffine(op, x, weight, bias)
    let shape = [x.dims[1]] + [Int](repeating: 1, count: x.dims.count - 2)
    var y = x
    if let w = weight { y = y * w.widened.view(shape) }
    if let b = bias { y = y + b.widened.view(shape) }
    return y
  }

  /// Normalises each channel of each sample of x (N, C, …): `(x − mean) / √(var + eps) · weight + bias`.
  ///
  /// With `useInputStats` mean and biased variance are the sample's own, and running statistics, if given, move by `momentum` towards
  /// their mean over the batch; without, the running ones are used. (https://arxiv.org/abs/1607.08022)
  public static func instanceNorm(
    _ x: Tensor, runningMean: Tensor? = nil, runningVar: Tensor? = nil, weight: Tensor? = nil, bias: Tensor? = nil,
    useInputStats: Bool = true, momentum: Double = 0.1, eps: Double = 1e-5
  ) -> Tensor {
    let op = "instanceNorm"
    require(x.dims.count >= 3, op, "expected an input of shape (N, C, …) with at least 3 dims, got \(x.dims)")
    floating(x, op)
    if !useInputStats {
      require(runningMean != nil && runningVar != nil, op, "without useInputStats runningMean and runningVar are needed")
      return batchNorm(x, runningMean: runningMean, runningVar: runningVar, weight: weight, bias: bias, training: false, eps: eps)
    }
    let (n, c) = (x.dims[0], x.dims[1]), size = x.numel / Swift.max(n * c, 1)
    require(size > 1 || x.numel == 0, op, "more than one element a channel is needed, got an input of shape \(x.dims)")
    if x.numel == 0 { return x.clone() }
    let wide = x.widened
    // One long batch whose channels are the channels of all samples.
    let mean = runningMean.map { $0.detach().repeat([n]) }, variance = runningVar.map { $0.detach().repeat([n]) }
    let normal = batchNorm(
      wide.reshape([1, n * c, size]), runningMean: mean, runningVar: variance, training: true, momentum: momentum, eps: eps)
    noGrad {
      for (running, moved) in [(runningMean, mean), (runningVar, variance)] {
        if let running, let moved { running.copy_(moved.view(n, c).mean(dim: 0)) }
      }
    }
    return perChannel(op, normal.view(x.shape), weight, bias).to(x.dtype)
  }

  /// `x / (k + alpha · mean(x²))^beta`, the mean over `size` neighbouring channels of x (N, C, …), zeros beyond the ends.
  public static func localResponseNorm(
    _ x: Tensor, _ size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1
  ) -> Tensor {
    require(x.dims.count >= 3, "localResponseNorm", "expected an input of shape (N, C, …) with at least 3 dims, got \(x.dims)")
    require(size > 0, "localResponseNorm", "size must be positive, got \(size)")
    if x.numel == 0 { return x.clone() }
    let wide = x.widened, type = x.dtype.floating
    var padding = [Int](repeating: 0, count: 2 * (x.dims.count - 2))
    padding += [size / 2, (size - 1) / 2]
    let squares = pad(wide.square(), padding)
    let mean: Tensor
    if x.dtype.isFloatingPoint {
      let channels = squares.view([x.dims[0], 1, squares.dims[1], -1])
      mean = avgPool2d(channels, [size, 1], stride: 1).view(x.shape)
    } else {
      mean = squares.unfold(1, size: size, step: 1).sum(dim: -1).floorDivide(size)
    }
    let divisor: Tensor = (mean * alpha + k).pow(beta)
    return (wide / divisor).to(type)
  }
}
