// Losses that ask for a distance between scores.

extension F {
  /// `max(0, −y (x1 − x2) + margin)`: y = 1 asks x1 to be the larger, −1 the smaller.
  public static func marginRankingLoss(
    _ x1: Tensor, _ x2: Tensor, _ target: Tensor, margin: Double = 0, reduction: LossReduction = .mean
  ) -> Tensor {
    require(
      x1.dims.count == x2.dims.count && x1.dims.count == target.dims.count, "marginRankingLoss",
      "inputs and target must have as many dims, got shapes \(x1.dims), \(x2.dims) and \(target.dims)")
    let raw: Tensor = -target.widened * (x1.widened - x2.widened) + margin
    return raw.clamp(min: 0).reduced(reduction).to(resultType([x1, x2, target]).floating)
  }

  /// x where y = 1, `max(0, margin − x)` where y = −1, both elsewhere.
  public static func hingeEmbeddingLoss(
    _ x: Tensor, _ target: Tensor, margin: Double = 1, reduction: LossReduction = .mean
  ) -> Tensor {
    let (x, y, type) = lossOperands("hingeEmbeddingLoss", x, target)
    let push = Tensor.where(y .== 1, 0, (margin - x).clamp(min: 0)), pull = Tensor.where(y .== -1, 0, x)
    return (push + pull).reduced(reduction).to(type)
  }

  /// `Σ_{j ≠ t} w_t max(0, margin − x_t + x_j)^p / C` for scores x (N, C) or (C) and classes t (N) or (); p is 1 or 2.
  public static func multiMarginLoss(
    _ x: Tensor, _ target: Tensor, p: Int = 1, margin: Double = 1, weight: Tensor? = nil, reduction: LossReduction = .mean
  ) -> Tensor {
    let op = "multiMarginLoss"
    require(p == 1 || p == 2, op, "p must be 1 or 2, got \(p)")
    checkScores(op, x)
    require(target.dtype == .int64, op, "expected an int64 target, got \(target.dtype)")
    let scores = x.dims.count == 2 ? x : x.reshape([1, x.numel])
    let (rows, classes) = (scores.dims[0], scores.dims[1])
    require(target.dims.count <= 1 && target.numel == rows, op, "expected \(rows) classes as target, got shape \(target.dims)")
    if let w = weight { require(w.dims.count == 1 && w.numel == classes, op, "expected \(classes) weights, got shape \(w.dims)") }
    let t = target.reshape([rows, 1])
    let own = scores.gather(dim: 1, index: t)
    var terms = relu(scores - own + margin)
    if p == 2 { terms = terms.square() }
    if let w = weight { terms = terms * w.indexSelect(dim: 0, index: t.view(-1)).unsqueeze(1) }
    let others = Tensor.arange(classes, device: x.device) .!= t
    let loss = Tensor.where(others, terms, 0).sum(dim: 1) / classes
    return (x.dims.count == 2 ? loss : loss.view(target.shape)).reduced(reduction)
  }

  /// `Σ max(0, 1 − (x_t − x_j)) / C` over the targets t of a row and all classes j that are none, for scores x (N, C) or (C); a
  /// row of targets ends at its first negative number.
  public static func multilabelMarginLoss(_ x: Tensor, _ target: Tensor, reduction: LossReduction = .mean) -> Tensor {
    let op = "multilabelMarginLoss"
    checkScores(op, x)
    require(
      target.dims == x.dims || target.numel == x.numel && x.dims.count < 2, op,
      "a target of shape \(target.dims) does not fit scores of shape \(x.dims)")
    require(target.dtype == .int64, op, "expected an int64 target, got \(target.dtype)")
    let scores = x.dims.count == 2 ? x : x.reshape([1, x.numel]), t = target.reshape(scores.shape)
    let valid = (t .>= 0).to(.int64).cumprod(dim: 1)
    let places = t * valid
    let isTarget = Tensor.zerosLike(t).scatterAdd(dim: 1, index: places, src: valid) .> 0
    let own = scores.gather(dim: 1, index: places).unsqueeze(2)
    let terms = relu(scores.unsqueeze(1) - own + 1)
    let counts = valid.to(.bool).unsqueeze(2) .& (.!isTarget).unsqueeze(1)
    let loss = Tensor.where(counts, terms, 0).sum(dim: [1, 2]) / scores.dims[1]
    return (x.dims.count == 2 ? loss : loss.view([])).reduced(reduction)
  }

  private static func checkScores(_ op: String, _ x: Tensor) {
    floating(x, op)
    require(
      x.dims.count == 2 ? x.dims[1] > 0 : x.dims.count < 2 && x.numel > 0, op, "expected scores of shape (N, C) or (C), got \(x.dims)")
  }

  /// `1 − cos(x1, x2)` where y = 1, `max(0, cos(x1, x2) − margin)` where y = −1, for x1, x2 (N, D) and y (N), or (D) and ().
  public static func cosineEmbeddingLoss(
    _ x1: Tensor, _ x2: Tensor, _ target: Tensor, margin: Double = 0, reduction: LossReduction = .mean
  ) -> Tensor {
    let op = "cosineEmbeddingLoss"
    require(
      target.dims.count <= 1 && x1.dims.count == target.dims.count + 1 && x2.dims.count == x1.dims.count, op,
      "expected inputs (N, D) with a target (N), or (D) with a 0-d target, got shapes \(x1.dims), \(x2.dims) and \(target.dims)")
    let type = resultType(x1, x2).floating
    let a = x1.dtype.isFloatingPoint ? x1.widened : x1.to(type), b = x2.dtype.isFloatingPoint ? x2.widened : x2.to(type)
    let eps = 1e-12
    let squares: Tensor = ((a * a).sum(dim: -1) + eps) * ((b * b).sum(dim: -1) + eps)
    let cosine = (a * b).sum(dim: -1) / squares.sqrt()
    let pull = Tensor.where(target .== 1, 1 - cosine, 0)
    let push = Tensor.where(target .== -1, (cosine - margin).clamp(min: 0), 0)
    return (pull + push).reduced(reduction).to(type)
  }

  /// `max(0, d(a, p) − d(a, n) + margin)` with the p-norm distance d over the last dim; `swap` takes the smaller of d(a, n) and d(p, n).
  ///
  /// Stops when margin is not positive.
  public static func tripletMarginLoss(
    _ anchor: Tensor, _ positive: Tensor, _ negative: Tensor, margin: Double = 1, p: Double = 2, eps: Double = 1e-6, swap: Bool = false,
    reduction: LossReduction = .mean
  ) -> Tensor {
    tripletLoss("tripletMarginLoss", anchor, positive, negative, margin, swap, reduction) { pairwiseDistance($0, $1, p: p, eps: eps) }
  }

  /// The same with a distance of the caller's, which takes two of the tensors.
  public static func tripletMarginWithDistanceLoss(
    _ anchor: Tensor, _ positive: Tensor, _ negative: Tensor, distanceFunction: (Tensor, Tensor) -> Tensor = { pairwiseDistance($0, $1) },
    margin: Double = 1, swap: Bool = false, reduction: LossReduction = .mean
  ) -> Tensor {
    tripletLoss("tripletMarginWithDistanceLoss", anchor, positive, negative, margin, swap, reduction, distanceFunction)
  }

  private static func tripletLoss(
    _ op: String, _ anchor: Tensor, _ positive: Tensor, _ negative: Tensor, _ margin: Double, _ swap: Bool, _ reduction: LossReduction,
    _ distance: (Tensor, Tensor) -> Tensor
  ) -> Tensor {
    require(margin > 0, op, "margin must be positive, got \(margin)")
    require(
      anchor.dims.count == positive.dims.count && anchor.dims.count == negative.dims.count, op,
      "the three tensors must have as many dims, got shapes \(anchor.dims), \(positive.dims) and \(negative.dims)")
    let type = resultType([anchor, positive, negative]).floating
    let (a, b, c) = (anchor.widened, positive.widened, negative.widened)
    let near = distance(a, b)
    var far = distance(a, c)
    if swap { far = far.minimum(distance(b, c)) }
    let raw: Tensor = near - far + margin
    return raw.clamp(min: 0).reduced(reduction).to(type)
  }
}
