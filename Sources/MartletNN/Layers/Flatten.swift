import MartletCore

/// Dims `startDim` to `endDim` become one; by default all but the batch.
public final class Flatten: Module, Layer {
  private let startDim: Int, endDim: Int
  public init(startDim: Int = 1, endDim: Int = -1) {
    self.startDim = startDim
    self.endDim = endDim
  }
  public func forward(_ x: Tensor) -> Tensor { x.flatten(startDim: startDim, endDim: endDim) }
  public override var extraRepr: String { "start_dim=\(startDim), end_dim=\(endDim)" }
}
