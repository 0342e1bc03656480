import MartletCore

/// The base of activations that send what lies near 0 to 0.
public class ShrinkActivation: Module {
  let lambd: Scalar

  /// - Parameter lambd: how far from 0 "near" reaches.
  public init(_ lambd: any TensorNumber = 0.5) { self.lambd = lambd.scalar }

  public override var extraRepr: String { Python.number(lambd) }
}
