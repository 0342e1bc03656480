extension Tensor {
  private static func draw(
    _ kind: RandomKind, _ shape: [Int], _ dtype: DType?, _ device: Device, _ requiresGrad: Bool, _ generator: Generator?
  ) -> Tensor {
    let x = Tensor(empty: checkSizes("random", shape), dtype ?? defaultDType(), device)
    if x.numel > 0 { x.backend.random(kind, x, generator ?? currentGenerator()) }
    return requiresGrad ? x.requiresGrad_() : x
  }

  /// Numbers uniform in [0, 1).
  public static func rand(
    _ shape: [Int], dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false, generator: Generator? = nil
  ) -> Tensor { draw(.uniform(from: 0, to: 1), shape, dtype, device, requiresGrad, generator) }
  public static func rand(
    _ shape: Int..., dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false, generator: Generator? = nil
  ) -> Tensor { rand(shape, dtype: dtype, device: device, requiresGrad: requiresGrad, generator: generator) }

  /// Numbers from the standard normal distribution.
  public static func randn(
    _ shape: [Int], dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false, generator: Generator? = nil
  ) -> Tensor { draw(.normal(mean: 0, std: 1), shape, dtype, device, requiresGrad, generator) }
  public static func randn(
    _ shape: Int..., dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false, generator: Generator? = nil
  ) -> Tensor { randn(shape, dtype: dtype, device: device, requiresGrad: requiresGrad, generator: generator) }

  /// Integers uniform in low ..< high, as int64.
  public static func randint(
    _ low: Int, _ high: Int, _ shape: [Int], dtype: DType = .int64, device: Device = .cpu, generator: Generator? = nil
  ) -> Tensor {
    require(low < high, "randint", "expected low < high, got \(low) and \(high)")
    return draw(.integers(low: low, high: high), shape, dtype, device, false, generator)
  }
  /// Integers uniform in 0 ..< high.
  public static func randint(_ high: Int, _ shape: [Int], dtype: DType = .int64, device: Device = .cpu, generator: Generator? = nil) -> Tensor {
    randint(0, high, shape, dtype: dtype, device: device, generator: generator)
  }

  /// The integers 0 ..< n in random order.
  public static func randperm(_ n: Int, dtype: DType = .int64, device: Device = .cpu, generator: Generator? = nil) -> Tensor {
    require(n >= 0, "randperm", "expected a non-negative count, got \(n)")
    return draw(.permutation, [n], .int64, device, false, generator).to(dtype)
  }

  /// Numbers from the normal distribution with this mean and standard deviation.
  public static func normal(
    mean: Double, std: Double, _ shape: [Int], dtype: DType? = nil, device: Device = .cpu, generator: Generator? = nil
  ) -> Tensor {
    require(std >= 0, "normal", "std must not be negative, got \(std)")
    return draw(.normal(mean: mean, std: std), shape, dtype, device, false, generator)
  }
  /// Normal numbers, each with its own mean and standard deviation.
  public static func normal(mean: Tensor, std: Tensor, generator: Generator? = nil) -> Tensor {
    let shape = broadcast("normal", mean, std)
    return randn(shape.array, dtype: resultType(mean, std), device: mean.device, generator: generator) * std + mean
  }

  /// 0 or 1, each 1 with the probability that p holds.
  public static func bernoulli(_ p: Tensor, generator: Generator? = nil) -> Tensor {
    require(p.dtype.isFloatingPoint, "bernoulli", "expected floating-point probabilities, got \(p.dtype)")
    return noGrad { (randLike(p, generator: generator) .< p).to(p.dtype) }
  }

  /// `rand` with the shape, dtype and device of `x`.
  public static func randLike(_ x: Tensor, dtype: DType? = nil, requiresGrad: Bool = false, generator: Generator? = nil) -> Tensor {
    rand(x.shape, dtype: dtype ?? x.dtype, device: x.device, requiresGrad: requiresGrad, generator: generator)
  }
  /// `randn` with the shape, dtype and device of `x`.
  public static func randnLike(_ x: Tensor, dtype: DType? = nil, requiresGrad: Bool = false, generator: Generator? = nil) -> Tensor {
    randn(x.shape, dtype: dtype ?? x.dtype, device: x.device, requiresGrad: requiresGrad, generator: generator)
  }

  private func fillRandom_(_ op: StaticString, _ kind: RandomKind, _ generator: Generator?) -> Tensor {
    inPlace(op, rule: { _, _ in [nil] }) {
      if numel == 0 { return }
      let target = isDense ? self : Tensor(empty: dims, dtype, device)
      backend.random(kind, target, generator ?? currentGenerator())
      if target !== self { backend.copy(target, to: self) }
    }
  }

  /// Overwrites with numbers uniform in [from, to).
  @discardableResult public func uniform_(from: Double = 0, to: Double = 1, generator: Generator? = nil) -> Tensor {
    require(from <= to, "uniform_", "expected from ≤ to, got \(from) and \(to)")
    return fillRandom_("uniform", .uniform(from: from, to: to), generator)
  }
  /// Overwrites with normal numbers.
  @discardableResult public func normal_(mean: Double = 0, std: Double = 1, generator: Generator? = nil) -> Tensor {
    require(std >= 0, "normal_", "std must not be negative, got \(std)")
    return fillRandom_("normal", .normal(mean: mean, std: std), generator)
  }
  /// Overwrites with 1 with probability p, else 0.
  @discardableResult public func bernoulli_(_ p: Double = 0.5, generator: Generator? = nil) -> Tensor {
    require(p >= 0 && p <= 1, "bernoulli_", "p must lie in 0…1, got \(p)")
    return fillRandom_("bernoulli", .bernoulli(p: p), generator)
  }
  /// Overwrites with numbers from the exponential distribution with this rate.
  @discardableResult public func exponential_(_ rate: Double = 1, generator: Generator? = nil) -> Tensor {
    require(rate > 0, "exponential_", "the rate must be positive, got \(rate)")
    return fillRandom_("exponential", .exponential(rate: rate), generator)
  }
}
