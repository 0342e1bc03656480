import MartletCore

/// The base of dropout layers: each drops in training and gives its input in evaluation.
public class DropoutLayer: Module, Layer {
  private let p: Scalar
  private let inplace: Bool

  /// - Parameters:
  ///   - p: the probability with which a part is dropped. Stops outside of 0…1.
  ///   - inplace: whether the input itself is changed, which saves its memory.
  public init(_ p: any TensorNumber = 0.5, inplace: Bool = false) {
    let chance = p.scalar.double
    require(chance >= 0 && chance <= 1, "\(Self.self)", "p must lie in 0…1, got \(p)")
    self.p = p.scalar
    self.inplace = inplace
  }

  /// What remains of x when parts of it are dropped with probability p.
  func dropped(_ x: Tensor, _ p: Double) -> Tensor { fail("\(Self.self)", "does not say what it drops") }

  public func forward(_ x: Tensor) -> Tensor {
    if !isTraining { return x }
    let y = dropped(x, p.double)
    return inplace ? x.copy_(y) : y
  }

  public override var extraRepr: String { "p=\(Python.number(p)), inplace=\(Python.bool(inplace))" }
}
