import MartletCore

/// `x1 · x2 / (max(‖x1‖, eps) max(‖x2‖, eps))` along a dim, which disappears.
/// (https://pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html)
public final class CosineSimilarity: Module {
  private let dim: Int
  private let eps: Double

  public init(dim: Int = 1, eps: Double = 1e-8) {
    self.dim = dim
    self.eps = eps
  }

  public func callAsFunction(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    withHooks([x1, x2]) { [F.cosineSimilarity($0[0], $0[1], dim: dim, eps: eps)] }[0]
  }
}
