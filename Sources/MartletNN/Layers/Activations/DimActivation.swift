import MartletCore

/// The base of activations that work along one dim.
public class DimActivation: Module {
  let dim: Int

  /// - Parameter dim: the dim along which the elements belong together; negative counts from the end.
  public init(dim: Int) { self.dim = dim }

  public override var extraRepr: String { "dim=\(dim)" }
}
