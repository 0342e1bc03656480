import MartletCore

/// Makes several dims of one: `Unflatten(1, [2, 3])` is (N, 6, …) → (N, 2, 3, …); one size may be −1.
///
/// Stops when the sizes do not multiply to the dim's. (https://pytorch.org/docs/stable/generated/torch.nn.Unflatten.html)
public final class Unflatten: Module, Layer {
  private let dim: Int
  private let unflattenedSize: [Int]

  public init(_ dim: Int, _ unflattenedSize: [Int]) {
    self.dim = dim
    self.unflattenedSize = unflattenedSize
  }

  public func forward(_ x: Tensor) -> Tensor { x.unflatten(dim, unflattenedSize) }
  public override var extraRepr: String { "dim=\(dim), unflattened_size=\(Python.tuple(unflattenedSize))" }
}
