import MartletCore

/// Means over windows chosen so that the output is (N, C, H′, W′) of the size asked for; −1 keeps a size.
/// (https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html)
public final class AdaptiveAvgPool2d: Module, Layer {
  private let outputSize: [Int]
  public init(_ outputSize: some IntOrArray) { self.outputSize = outputSize.ints }
  public func forward(_ x: Tensor) -> Tensor { F.adaptiveAvgPool2d(x, outputSize.map { $0 == -1 ? nil : $0 }) }
  public override var extraRepr: String { "output_size=\(Python.intOrTuple(outputSize))" }
}
