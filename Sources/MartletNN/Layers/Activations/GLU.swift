import MartletCore

/// The gated linear unit `a σ(b)` of the two halves a and b of x along a dim: (…, 2 n, …) → (…, n, …).
///
/// Stops when the dim's size is odd. (https://arxiv.org/abs/1612.08083)
public final class GLU: DimActivation, Layer {
  public override init(dim: Int = -1) { super.init(dim: dim) }
  public func forward(_ x: Tensor) -> Tensor { F.glu(x, dim: dim) }
}
