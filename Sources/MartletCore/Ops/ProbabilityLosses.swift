// Losses of probabilities.

extension F {
  /// `−w (y log x + (1 − y) log(1 − x))` for probabilities x; logarithms are cut off at −100, so that a sure miss costs 100 and not ∞.
  ///
  /// Stops when a target has another shape than x, and on an x outside 0…1.
  public static func binaryCrossEntropy(
    _ x: Tensor, _ target: Tensor, weight: Tensor? = nil, reduction: LossReduction = .mean
  ) -> Tensor {
    require(x.dtype.isFloatingPoint, "binaryCrossEntropy", "expected floating-point probabilities, got \(x.dtype)")
    require(
      target.dims == x.dims, "binaryCrossEntropy", "a target of shape \(target.dims) does not fit an input of shape \(x.dims)")
    let type = x.dtype
    let p = x.widened, y = target.to(p.dtype)
    require(
      !noGrad { ((p .< 0) .| (p .> 1)).any().item(as: Bool.self) }, "binaryCrossEntropy", "every element of the input must lie in 0…1")
    let loss = noGrad { -(y * p.log().clamp(min: -100) + (1 - y) * (-p).log1p().clamp(min: -100)) }
    if tracks(p, y) {
      let sp = Saved(p), sy = Saved(y)
      loss.record("binary_cross_entropy", [p, y], saving: [sp, sy]) { g, n in
        let p = sp(), y = sy()
        // The divisor's floor keeps the gradient finite where the logarithm was cut off.
        let dp = n.needs(0) ? g * (p - y) / ((1 - p) * p).clamp(min: 1e-12) : nil
        let dy = n.needs(1) ? g * ((-p).log1p() - p.log()) : nil
        return [dp, dy]
      }
    }
    return (weight.map { loss * $0.widened } ?? loss).reduced(reduction).to(type)
  }

  /// Binary cross-entropy of logits: `w (−p y log σ(x) − (1 − y) log(1 − σ(x)))`, p the weight of positive examples.
  public static func binaryCrossEntropyWithLogits(
    _ x: Tensor, _ target: Tensor, weight: Tensor? = nil, posWeight: Tensor? = nil, reduction: LossReduction = .mean
  ) -> Tensor {
    require(
      target.dims == x.dims, "binaryCrossEntropyWithLogits", "a target of shape \(target.dims) does not fit an input of shape \(x.dims)")
    let type = resultType(x, target)
    let logits = x.widened, y = target.widened
    let positive = -logsigmoid(logits)
    var loss = (1 - y) * logits
    loss = loss + (posWeight.map { (($0.widened - 1) * y + 1) * positive } ?? positive)
    if let w = weight?.widened { loss = loss * w }
    return loss.reduced(reduction).to(type)
  }

  /// `log(1 + e^(−y x))` for y = ±1.
  public static func softMarginLoss(_ x: Tensor, _ target: Tensor, reduction: LossReduction = .mean) -> Tensor {
    let (x, y, type) = lossOperands("softMarginLoss", x, target)
    return (-logsigmoid(x * y)).reduced(reduction).to(type)
  }

  /// The mean over the classes of x (…, C) of binary cross-entropies of logits, each class weighted by w (C).
  public static func multilabelSoftMarginLoss(
    _ x: Tensor, _ target: Tensor, weight: Tensor? = nil, reduction: LossReduction = .mean
  ) -> Tensor {
    let (x, y, type) = lossOperands("multilabelSoftMarginLoss", x, target)
    var loss = -(y * logsigmoid(x) + (1 - y) * logsigmoid(-x))
    if let w = weight?.widened { loss = loss * w }
    return loss.mean(dim: -1).reduced(reduction).to(type)
  }

  /// How `klDiv` is gathered; `.batchmean` divides the sum by the size of dim 0, which is the divergence's definition.
  public enum KLDivReduction: Sendable { case none, mean, sum, batchmean }

  /// The Kullback-Leibler divergence `y (log y − x)` of log-probabilities x from probabilities y (their logarithms with `logTarget`).
  public static func klDiv(
    _ x: Tensor, _ target: Tensor, reduction: KLDivReduction = .mean, logTarget: Bool = false
  ) -> Tensor {
    require(
      x.dtype.isFloatingPoint && target.dtype.isFloatingPoint, "klDiv",
      "expected floating-point tensors, got \(x.dtype) and a target of \(target.dtype)")
    let (x, y, type) = lossOperands("klDiv", x, target)
    let loss: Tensor
    if logTarget {
      loss = y.exp() * (y - x)
    } else {
      loss = y * Tensor.where(y .== 0, 1, y).log() - y * x
    }
    switch reduction {
    case .none: return loss.to(type)
    case .mean: return loss.mean().to(type)
    case .sum: return loss.sum().to(type)
    case .batchmean: return (loss.dims.count == 0 ? loss : loss.sum() / loss.dims[0]).to(type)
    }
  }
}
