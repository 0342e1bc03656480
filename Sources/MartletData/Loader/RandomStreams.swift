import MartletCore

/// The random numbers of one pass: each sample has a stream of its own, so that what it draws does not depend on which worker reads it or when.
struct RandomStreams: Sendable {
  let seed: Int

  /// Runs `body`, which reads the sample at this place of the pass, with the sample's stream as the default generator.
  func sample<R>(_ place: Int, _ body: () throws -> R) rethrows -> R { try with(2 * place, body) }
  /// Runs `body`, which makes the batch that begins at this place, with a stream of the batch's own.
  func batch<R>(_ place: Int, _ body: () throws -> R) rethrows -> R { try with(2 * place + 1, body) }

  /// A stream's seed is the `number`-th output of SplitMix64 (Steele et al. 2014): no two numbers of a pass get the same.
  private func with<R>(_ number: Int, _ body: () throws -> R) rethrows -> R {
    var z = UInt64(bitPattern: Int64(seed)) &+ UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return try withDefaultGenerator(Generator(seed: Int(truncatingIfNeeded: z ^ (z >> 31))), body)
  }
}
