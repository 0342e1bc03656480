import MartletCore

/// Indices in random order, each once, or drawn with replacement.
///
/// Without a generator each pass seeds one of its own from the default generator.
/// (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.RandomSampler)
public struct RandomSampler: Sampler {
  private let size: Int
  private let replacement: Bool
  private let generator: Generator?
  public let count: Int

  /// - Parameters:
  ///   - numSamples: how many indices to draw (default: as many as there are samples); without replacement a new order begins when one is used up.
  public init(_ dataset: some Dataset, replacement: Bool = false, numSamples: Int? = nil, generator: Generator? = nil) {
    self.init(count: dataset.count, replacement: replacement, numSamples: numSamples, generator: generator)
  }
  public init(_ collection: some Collection, replacement: Bool = false, numSamples: Int? = nil, generator: Generator? = nil) {
    self.init(count: collection.count, replacement: replacement, numSamples: numSamples, generator: generator)
  }

  init(count size: Int, replacement: Bool = false, numSamples: Int? = nil, generator: Generator? = nil) {
    require(numSamples ?? 1 > 0, "RandomSampler", "numSamples must be positive, got \(numSamples ?? 0)")
    require(size > 0 || numSamples == nil, "RandomSampler", "cannot draw \(numSamples ?? 0) samples from an empty data set")
    self.size = size
    self.replacement = replacement
    self.generator = generator
    count = numSamples ?? size
  }

  public func makeIterator() -> IndexingIterator<[Int]> {
    let g = generator ?? seeded(drawSeed(nil))
    if size == 0 { return [].makeIterator() }
    if replacement { return Tensor.randint(size, [count], generator: g).toArray(Int.self).makeIterator() }
    var order: [Int] = []
    func append(_ n: Int) { order += Tensor.randperm(size, generator: g).toArray(Int.self).prefix(n) }
    for _ in 0..<(count / size) { append(size) }
    let rest = count % size
    if rest > 0 || generator?.kind == .torch { append(rest) }  // PyTorch draws this order even when it takes nothing of it
    return order.makeIterator()
  }
}

/// A generator of the default one's kind.
func seeded(_ seed: Int) -> Generator { Generator(seed: seed, kind: Generator.default.kind) }

/// A seed from `generator`, or from the default one. Below 2⁶², so that the low bits, which PyTorch's generator is seeded with, are those that PyTorch draws.
func drawSeed(_ generator: Generator?) -> Int { Tensor.randint(1 << 62, [], generator: generator).item(as: Int.self) }
