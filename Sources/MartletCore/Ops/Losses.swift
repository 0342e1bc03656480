import CMartletKernels

/// How a loss is gathered over its elements.
public enum LossReduction: Sendable { case none, mean, sum }

extension Tensor {
  func reduced(_ reduction: LossReduction) -> Tensor {
    switch reduction {
    case .none: self
    case .mean: mean()
    case .sum: sum()
    }
  }
}

extension F {
  /// Cross-entropy between logits x (N, C, …) or (C) and either class indices (N, …) or class probabilities of x's shape:
  /// `−Σ_c w_c q_c log softmax(x)_c`, q smoothed to `(1 − s) q + s / C`. `.mean` divides by the weight of the targets that count.
  ///
  /// Stops on a target outside 0 ..< C other than `ignoreIndex`, naming it.
  public static func crossEntropy(
    _ x: Tensor, _ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: LossReduction = .mean,
    labelSmoothing: Double = 0
  ) -> Tensor {
    require(x.dtype.isFloatingPoint, "crossEntropy", "expected floating-point logits, got \(x.dtype)")
    require(x.dims.count >= 1, "crossEntropy", "expected logits of shape (N, C, …) or (C), got a 0-d tensor")
    require(
      labelSmoothing >= 0 && labelSmoothing <= 1, "crossEntropy", "labelSmoothing must lie in 0…1, got \(labelSmoothing)")
    let classDim = x.dims.count == 1 ? 0 : 1
    let classes = x.dims[classDim]
    if let w = weight {
      require(w.dims.count == 1 && w.dims[0] == classes, "crossEntropy", "expected a weight for each of \(classes) classes, got shape \(w.dims)")
    }
    if target.dtype.isFloatingPoint {
      require(target.dims == x.dims, "crossEntropy", "class probabilities of shape \(target.dims) do not fit logits of shape \(x.dims)")
      let q = labelSmoothing > 0 ? target * (1 - labelSmoothing) + labelSmoothing / Double(classes) : target
      var terms = -(logSoftmax(x, dim: classDim) * q)
      if let w = weight {
        var s = [Int](repeating: 1, count: x.dims.count)
        s[classDim] = classes
        terms = terms * w.view(s)
      }
      let loss = terms.sum(dim: classDim)
      return reduction == .mean ? loss.sum() / Swift.max(x.numel / Swift.max(classes, 1), 1) : loss.reduced(reduction)
    }
    var expected = x.dims
    expected.remove(at: classDim)
    if target.dims != expected {
      fail("crossEntropy", "targets of shape \(target.dims) do not fit logits of shape \(x.dims): expected \(expected)")
    }
    // The kernel takes (rows, classes).
    let rows: Tensor
    switch x.dims.count {
    case 1: rows = x.unsqueeze(0)
    case 2: rows = x
    default: rows = x.movedim(1, -1).reshape([target.numel, classes])
    }
    let t = target.to(.int64).contiguous().view(-1)
    let loss = fusedCrossEntropy(rows, t, weight, ignoreIndex, labelSmoothing)
    switch reduction {
    case .none: return loss.view(target.shape)
    case .sum: return loss.sum()
    case .mean:
      let counts = t .!= ignoreIndex
      guard let w = weight else {
        if t.numel > 0 && ignoreIndex < 0 && !mayHold(t, ignoreIndex) { return loss.mean() }
        return loss.sum() / counts.sum()
      }
      let each = w.detach().indexSelect(dim: 0, index: Tensor.where(counts, t, 0))
      return loss.sum() / Tensor.where(counts, each, 0).sum()
    }
  }

  private static func mayHold(_ t: Tensor, _ value: Int) -> Bool { (t .== value).any().item(as: Bool.self) }

  private static func fusedCrossEntropy(
    _ x: Tensor, _ target: Tensor, _ weight: Tensor?, _ ignoreIndex: Int, _ smoothing: Double
  ) -> Tensor {
    let dense = x.detach().contiguous(), w = weight?.detach().to(x.dtype).contiguous()
    let loss = Tensor(empty: target.dims, x.dtype, x.device), lse = Tensor(empty: target.dims, x.dtype, x.device)
    if target.numel > 0 {
      if let row = x.backend.crossEntropy(
        dense, target, w, ignoreIndex: ignoreIndex, smoothing: smoothing, loss: loss, lse: lse)
      {
        let bad = target.select(dim: 0, index: row).item(as: Int.self)
        fail("crossEntropy", "target \(bad) at position \(row) is not a class: expected 0…\(x.dims[1] - 1)\(ignoreIndex >= 0 ? " or ignoreIndex \(ignoreIndex)" : "")")
      }
    }
    if !tracks(x) { return loss }
    let logits = Saved(x)
    return loss.record("cross_entropy", x, saving: [logits]) { g in
      let x = logits()
      if tracks(g, x) {  // a second derivative is wanted: the same gradient in ops
        return crossEntropyGradient(x, target, w, ignoreIndex, smoothing) * g.unsqueeze(1)
      }
      let dx = Tensor(empty: x.dims, x.dtype, x.device)
      if dx.numel == 0 { return dx }
      // The gradient of a sum or mean is one number for all rows: no need to spread it.
      let one = g.dims.count == 1 && g.strides[0] == 0 ? Tensor(alias: g, dims: Dims(), strides: Dims(), offset: g.storageOffset) : g.contiguous()
      x.backend.crossEntropyBackward(
        x.detach().contiguous(), target, w, ignoreIndex: ignoreIndex, smoothing: smoothing, lse: lse, g: one, scale: 1, dx: dx)
      return dx
    }
  }

  /// d loss_i / d x_ic, differentiable in x.
  private static func crossEntropyGradient(
    _ x: Tensor, _ target: Tensor, _ weight: Tensor?, _ ignoreIndex: Int, _ smoothing: Double
  ) -> Tensor {
    let classes = x.dims[1]
    let counts = target .!= ignoreIndex
    let safe = Tensor.where(counts, target, 0).unsqueeze(1)
    let hot = Tensor(filled: x.dims, .int(0), x.dtype, x.device).scatter_(dim: 1, index: safe, value: 1.0)
    let w = weight ?? Tensor(filled: Dims([classes]), .int(1), x.dtype, x.device)
    let q = (hot * (1 - smoothing) + smoothing / Double(classes)) * w
    let gradient = softmax(x, dim: 1) * q.sum(dim: 1, keepDim: true) - q
    return gradient * counts.to(x.dtype).unsqueeze(1)
  }

  /// Negative log-likelihood: `−w_t x_t` for log-probabilities x (N, C, …) or (C) and class indices; `.mean` divides by the targets' weight.
  public static func nllLoss(
    _ x: Tensor, _ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: LossReduction = .mean
  ) -> Tensor {
    require(x.dims.count >= 1, "nllLoss", "expected log-probabilities of shape (N, C, …) or (C), got a 0-d tensor")
    let classDim = x.dims.count == 1 ? 0 : 1
    let classes = x.dims[classDim]
    var expected = x.dims
    expected.remove(at: classDim)
    if target.dims != expected {
      fail("nllLoss", "targets of shape \(target.dims) do not fit an input of shape \(x.dims): expected \(expected)")
    }
    let t = target.to(.int64)
    let counts = t .!= ignoreIndex
    let wrong = counts .& ((t .< 0) .| (t .>= classes))
    if t.numel > 0 && wrong.any().item(as: Bool.self) {
      let bad = t.maskedSelect(wrong).select(dim: 0, index: 0).item(as: Int.self)
      fail("nllLoss", "target \(bad) is not a class: expected 0…\(classes - 1)")
    }
    let safe = Tensor.where(counts, t, 0)
    let picked = x.gather(dim: classDim, index: safe.unsqueeze(classDim)).squeeze(classDim)
    let w = (weight.map { $0.detach().index([.tensor(safe)]) } ?? Tensor(filled: picked.dims, .int(1), x.dtype, x.device))
    let each = Tensor.where(counts, w, 0)
    let loss = Tensor.where(counts, -(picked * each), 0)
    return reduction == .mean ? loss.sum() / each.sum() : loss.reduced(reduction)
  }
}
