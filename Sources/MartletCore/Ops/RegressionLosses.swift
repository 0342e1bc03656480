import CMartletKernels

// Losses of numbers against numbers. Input and target broadcast and promote; half types compute in float32.

/// Huber's function of a difference, times a factor: p is (delta, factor).
private enum Huber {
  static let loss: UnaryOp = UnaryOp("huber", MK_OP_huber, uses: .x, keepsZero: true) { g, n in apply(backward, n.x, g, n.p) }
  static let backward: BinaryOp = BinaryOp(
    "huber_backward", MK_OP_huber_backward, dxUses: [.x, .y],
    dx: { g, n in Tensor.where(n.x.abs() .< n.p[0], g * n.y * n.p[1], 0) },
    dyUses: .x, dy: { g, n in apply(backward, n.x, g, n.p) })
}

extension F {
  /// Input and target, broadcast and in the dtype that the loss computes in, and the dtype of the result.
  static func lossOperands(_ op: String, _ x: Tensor, _ y: Tensor) -> (Tensor, Tensor, DType) {
    if broadcastShape(x.dims, y.dims) == nil {
      fail(op, "an input of shape \(x.dims) and a target of shape \(y.dims) do not broadcast: from the right, sizes must be equal or 1")
    }
    return (x.widened, y.widened, resultType(x, y))
  }

  /// `(x − y)²`, weighted by w; `.mean` then divides by the sum of the weights.
  public static func mseLoss(_ x: Tensor, _ target: Tensor, reduction: LossReduction = .mean, weight: Tensor? = nil) -> Tensor {
    let (x, y, type) = lossOperands("mseLoss", x, target)
    return weighted((x - y).square(), weight, reduction).to(type)
  }

  /// `|x − y|`, weighted by w; `.mean` then divides by the sum of the weights.
  public static func l1Loss(_ x: Tensor, _ target: Tensor, reduction: LossReduction = .mean, weight: Tensor? = nil) -> Tensor {
    let (x, y, type) = lossOperands("l1Loss", x, target)
    return weighted((x - y).abs(), weight, reduction).to(type)
  }

  private static func weighted(_ loss: Tensor, _ weight: Tensor?, _ reduction: LossReduction) -> Tensor {
    guard let w = weight?.widened else { return loss.reduced(reduction) }
    let each = loss * w
    return reduction == .mean ? each.sum() / w.expand(each.shape).sum() : each.reduced(reduction)
  }

  /// `½ d²` for d = |x − y| < delta, else `delta (d − ½ delta)`. Stops when delta is not positive.
  public static func huberLoss(
    _ x: Tensor, _ target: Tensor, reduction: LossReduction = .mean, delta: Double = 1, weight: Tensor? = nil
  ) -> Tensor {
    require(delta > 0, "huberLoss", "delta must be positive, got \(delta)")
    let (x, y, type) = lossOperands("huberLoss", x, target)
    return weighted(apply(Huber.loss, x - y, [delta, 1, 0, 0]), weight, reduction).to(type)
  }

  /// `½ d² / beta` for d = |x − y| < beta, else `d − ½ beta`; beta 0 gives the L1 loss. Stops when beta is negative.
  public static func smoothL1Loss(_ x: Tensor, _ target: Tensor, reduction: LossReduction = .mean, beta: Double = 1) -> Tensor {
    require(beta >= 0, "smoothL1Loss", "beta must not be negative, got \(beta)")
    if beta == 0 { return l1Loss(x, target, reduction: reduction) }
    let (x, y, type) = lossOperands("smoothL1Loss", x, target)
    return apply(Huber.loss, x - y, [beta, 1 / beta, 0, 0]).reduced(reduction).to(type)
  }

  /// `eˣ − y x` (`x − y log(x + eps)` without `logInput`); `full` adds Stirling's approximation of log y! where y > 1.
  public static func poissonNllLoss(
    _ x: Tensor, _ target: Tensor, logInput: Bool = true, full: Bool = false, eps: Double = 1e-8, reduction: LossReduction = .mean
  ) -> Tensor {
    let (x, y, type) = lossOperands("poissonNllLoss", x, target)
    var loss = logInput ? x.exp() - y * x : x - y * (x + eps).log()
    if full {
      let safe = Tensor.where(y .> 1, y, 1)
      let half: Tensor = (safe * (2 * Double.pi)).log() * 0.5
      loss = loss + Tensor.where(y .> 1, safe * safe.log() - safe + half, 0)
    }
    return loss.reduced(reduction).to(type.floating)
  }

  /// `½ (log v + (x − y)² / v)` for variances v of x's shape, of x's shape with a last dim of 1, or of x's shape without it; v is
  /// at least eps, without effect on its gradient. `full` adds ½ log 2π. Stops on negative variances.
  public static func gaussianNllLoss(
    _ x: Tensor, _ target: Tensor, _ variance: Tensor, full: Bool = false, eps: Double = 1e-6, reduction: LossReduction = .mean
  ) -> Tensor {
    let (x, y, type) = lossOperands("gaussianNllLoss", x, target)
    var v = variance.widened
    if v.dims != x.dims {
      let lead = Array(x.shape.dropLast())
      if v.shape == lead {
        v = v.unsqueeze(-1)
      } else if v.shape != lead + [1] && !(v.dims.count == x.dims.count && broadcastShape(x.dims, v.dims) == x.dims) {
        fail("gaussianNllLoss", "variances of shape \(variance.dims) do not fit an input of shape \(x.dims)")
      }
    }
    require(!noGrad { (v .< 0).any().item(as: Bool.self) }, "gaussianNllLoss", "a variance is negative")
    v = v.clone()
    noGrad { _ = v.clamp_(min: eps) }
    var loss: Tensor = (v.log() + (x - y).square() / v) * 0.5
    if full { loss = loss + 0.9189385332046727 }
    return loss.reduced(reduction).to(promoteTypes(type, variance.dtype))
  }
}
