import MartletCore

/// Makes one dim of dims `startDim` to `endDim`, by default of all but the batch: (N, a, b, …) → (N, a b …).
///
/// Stops when x lacks these dims. (https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html)
public final class Flatten: Module, Layer {
  private let startDim: Int, endDim: Int

  public init(startDim: Int = 1, endDim: Int = -1) {
    self.startDim = startDim
    self.endDim = endDim
  }

  public func forward(_ x: Tensor) -> Tensor { x.flatten(startDim: startDim, endDim: endDim) }
  public override var extraRepr: String { "start_dim=\(startDim), end_dim=\(endDim)" }
}
