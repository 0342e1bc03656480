import MartletCore

/// `‖x1 − x2 + eps‖_p` over the last dim: x1, x2 (N, D) or (D) → (N) or ().
/// (https://pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html)
public final class PairwiseDistance: Module {
  private let p: Double, eps: Double
  private let keepDim: Bool

  public init(p: Double = 2, eps: Double = 1e-6, keepDim: Bool = false) {
    self.p = p
    self.eps = eps
    self.keepDim = keepDim
  }

  public func callAsFunction(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    withHooks([x1, x2]) { [F.pairwiseDistance($0[0], $0[1], p: p, eps: eps, keepDim: keepDim)] }[0]
  }
}
