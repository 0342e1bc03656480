import MartletCore

/// Indices drawn with probabilities proportional to `weights`. (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler)
public struct WeightedRandomSampler: Sampler {
  private let weights: Tensor
  private let replacement: Bool
  private let generator: Generator?
  public let count: Int

  /// Stops when `numSamples` is not positive. Weights need not add up to 1; a pass stops on those that `Tensor.multinomial` refuses.
  public init(_ weights: [Double], numSamples: Int, replacement: Bool = true, generator: Generator? = nil) {
    self.init(Tensor(weights, dtype: .float64), numSamples: numSamples, replacement: replacement, generator: generator)
  }
  /// The same with weights of shape (N).
  public init(_ weights: Tensor, numSamples: Int, replacement: Bool = true, generator: Generator? = nil) {
    require(numSamples > 0, "WeightedRandomSampler", "numSamples must be positive, got \(numSamples)")
    require(weights.ndim == 1, "WeightedRandomSampler", "expected weights of shape (N), got \(weights.shape)")
    self.weights = weights.to(.float64)
    self.replacement = replacement
    self.generator = generator
    count = numSamples
  }

  public func makeIterator() -> IndexingIterator<[Int]> {
    weights.multinomial(numSamples: count, replacement: replacement, generator: generator).toArray(Int.self).makeIterator()
  }
}
