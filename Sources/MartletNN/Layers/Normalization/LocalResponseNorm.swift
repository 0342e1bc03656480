import MartletCore

/// `x / (k + alpha · mean(x²))^beta`, the mean over `size` neighbouring channels of x (N, C, …), zeros beyond the ends.
/// (https://pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html)
public final class LocalResponseNorm: Module, Layer {
  private let size: Int
  private let alpha: Double, beta: Double, k: Double

  public init(_ size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.k = k
  }

  public func forward(_ x: Tensor) -> Tensor { F.localResponseNorm(x, size, alpha: alpha, beta: beta, k: k) }

  public override var extraRepr: String {
    "\(size), alpha=\(Python.float(alpha)), beta=\(Python.float(beta)), k=\(Python.float(k))"
  }
}
