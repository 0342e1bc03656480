import MartletCore

/// In training sets each element to 0 with probability p and divides the others by 1 − p; in evaluation gives x.
/// (https://arxiv.org/abs/1207.0580)
public final class Dropout: Module, Layer {
  private let p: Double
  public init(_ p: Double = 0.5) {
    require(p >= 0 && p <= 1, "Dropout", "p must lie in 0…1, got \(p)")
    self.p = p
  }
  public func forward(_ x: Tensor) -> Tensor { F.dropout(x, p: p, training: isTraining) }
  public override var extraRepr: String { "p=\(Python.float(p)), inplace=False" }
}
