// Distances and directions of vectors.

extension F {
  /// `‖x1 − x2 + eps‖_p` over the last dim.
  public static func pairwiseDistance(
    _ x1: Tensor, _ x2: Tensor, p: Double = 2, eps: Double = 1e-6, keepDim: Bool = false
  ) -> Tensor {
    let type = resultType(x1, x2).floating
    let difference: Tensor = x1.widened - x2.widened + eps
    return difference.norm(p: p, dim: -1, keepDim: keepDim).to(type)
  }

  /// `x / max(‖x‖_p, eps)` along a dim.
  public static func normalize(_ x: Tensor, p: Double = 2, dim: Int = 1, eps: Double = 1e-12) -> Tensor {
    let wide = x.widened
    return (wide / wide.norm(p: p, dim: dim, keepDim: true).clamp(min: eps)).to(x.dtype)
  }

  /// `x1 · x2 / (max(‖x1‖, eps) max(‖x2‖, eps))` along a dim of the tensors' common shape.
  public static func cosineSimilarity(_ x1: Tensor, _ x2: Tensor, dim: Int = 1, eps: Double = 1e-8) -> Tensor {
    let type = resultType(x1, x2).floating
    let (a, b) = (x1.to(type).widened, x2.to(type).widened)
    let shape = broadcast("cosine_similarity", a, b)
    let d = wrap(dim, shape.count, "cosineSimilarity")
    func unit(_ x: Tensor) -> Tensor {
      let x = x.expand(shape.array), norm = x.norm(dim: d, keepDim: true).clone()
      noGrad { _ = norm.clamp_(min: eps) }  // as in PyTorch, the floor leaves the gradient of the norm alone
      return x / norm
    }
    return (unit(a) * unit(b)).sum(dim: d).to(type)
  }

  /// The p-norm distances between all pairs of the rows of x (N, M), i < j, in row-major order: (N (N − 1) / 2).
  public static func pdist(_ x: Tensor, p: Double = 2) -> Tensor {
    require(x.dims.count == 2, "pdist", "expected a matrix, got shape \(x.dims)")
    floating(x, "pdist")
    require(p >= 0, "pdist", "p must not be negative, got \(p)")
    let n = Tensor.arange(x.dims[0], device: x.device)
    let pairs = (n.unsqueeze(1) .< n).nonzero()
    let left = x.indexSelect(dim: 0, index: pairs.select(dim: 1, index: 0))
    let right = x.indexSelect(dim: 0, index: pairs.select(dim: 1, index: 1))
    return (left - right).norm(p: p, dim: 1)
  }
}
