import MartletCore

/// The base of adaptive pooling, which is given the size of its output and chooses the windows.
open class AdaptivePoolNd: SpatialLayer {
  private let outputSize: [Int?]

  /// - Parameter outputSize: one number for all dims, or one for each.
  public init(_ outputSize: any IntOrArray) { self.outputSize = outputSize.ints }

  /// - Parameter outputSize: a number for each dim; nil keeps the size that the input has.
  @_disfavoredOverload
  public init(_ outputSize: [Int?]) { self.outputSize = outputSize }

  /// The output's size for this input, one number a dim.
  func size(for x: Tensor) -> [Int] {
    let n = Self.spatial
    require(x.ndim == n + 1 || x.ndim == n + 2, "\(Self.self)", "expected an input of \(n + 1) or \(n + 2) dims, got shape \(x.shape)")
    return zip(Self.perDim(outputSize, "outputSize"), x.shape.suffix(n)).map { $0 ?? $1 }
  }

  public override var extraRepr: String {
    let each = outputSize.map { $0.map(String.init) ?? "None" }
    return "output_size=" + (each.count == 1 ? each[0] : "(" + each.joined(separator: ", ") + ")")
  }
}
