import CMartletKernels
import Synchronization

/// A source of random numbers.
///
/// The default kind is counter-based (Philox4x32-10): a draw depends on the seed and on how much was drawn before, not
/// on the number of threads. `.torch` gives PyTorch's CPU stream (mt19937), number for number.
public final class Generator: @unchecked Sendable {
  /// Which algorithm a generator runs.
  public enum Kind: Sendable { case philox, torch }

  /// The algorithm.
  public let kind: Kind
  private let lock = Mutex(())
  private var philox: mk_philox
  private var twister: UnsafeMutablePointer<mk_mt19937>?

  /// A generator that starts from `seed`.
  public init(seed: Int = 0, kind: Kind = .philox) {
    self.kind = kind
    philox = mk_philox(seed: UInt64(bitPattern: Int64(seed)), offset: 0)
    if kind == .torch {
      twister = .allocate(capacity: 1)
      mk_mt_seed(twister!, philox.seed)
    }
  }

  deinit { twister?.deallocate() }

  /// Starts again from `seed`.
  @discardableResult
  public func manualSeed(_ seed: Int) -> Generator {
    lock.withLock { _ in
      philox = mk_philox(seed: UInt64(bitPattern: Int64(seed)), offset: 0)
      if let twister { mk_mt_seed(twister, philox.seed) }
    }
    return self
  }

  /// The seed that this generator was given last.
  public var initialSeed: Int { lock.withLock { _ in Int(Int64(bitPattern: philox.seed)) } }

  /// The generator that ops use when they get none.
  public static var `default`: Generator { currentGenerator() }

  /// Everything that decides the numbers to come, for a checkpoint.
  public func state() -> [UInt64] {
    lock.withLock { _ in
      var words = [kind == .philox ? 0 : 1, philox.seed, philox.offset]
      if let t = twister {
        withUnsafeBytes(of: t.pointee) { raw in
          for i in stride(from: 0, to: raw.count, by: 8) {
            var word: UInt64 = 0
            withUnsafeMutableBytes(of: &word) { $0.copyBytes(from: raw[i..<Swift.min(i + 8, raw.count)]) }
            words.append(word)
          }
        }
      }
      return words
    }
  }

  /// Whether `words` can be the state of a generator of this kind.
  func accepts(_ words: [UInt64]) -> Bool {
    guard words.count == state().count, words[0] == (kind == .philox ? 0 : 1) else { return false }
    guard kind == .torch else { return true }
    // `left`, one more than the words that are left, and `next`, the place of the first of them, stand behind the 624 words.
    let counts = words[3 + 624 / 2]
    let left = Int(Int32(truncatingIfNeeded: counts)), next = Int(counts >> 32)
    return left <= 1 || next + left - 1 <= 624
  }

  /// Continues where `state()` was taken. Stops when the state is of a generator of another kind.
  public func setState(_ words: [UInt64]) {
    require(
      accepts(words), "Generator.setState",
      "the \(words.count) words are no state of a generator of kind \(kind), which has \(state().count)")
    lock.withLock { _ in
      philox = mk_philox(seed: words[1], offset: words[2])
      if let t = twister {
        withUnsafeMutableBytes(of: &t.pointee) { raw in
          for i in stride(from: 0, to: raw.count, by: 8) {
            withUnsafeBytes(of: words[3 + i / 8]) { word in
              for k in 0..<Swift.min(8, raw.count - i) { raw[i + k] = word[k] }
            }
          }
        }
      }
    }
  }

  /// Reserves the numbers for a draw of `n` elements, and runs the kernel of the generator's kind.
  func draw(
    _ dtype: DType, _ n: Int, philox body: (mk_philox) -> Void,
    torch twisterBody: (UnsafeMutablePointer<mk_mt19937>) -> Void
  ) {
    if kind == .torch {
      lock.withLock { _ in twisterBody(twister!) }
    } else {
      let at = lock.withLock { _ in
        let now = philox
        philox.offset += mk_philox_blocks(dtype.kernel, n)
        return now
      }
      body(at)
    }
  }
}

private struct DefaultGenerator {
  nonisolated(unsafe) static var value = Generator(seed: Int(UInt64.random(in: 0..<(1 << 62))))
}

private enum LocalGenerator {
  @TaskLocal static var value: Generator?
}

/// The generator for ops that get none.
func currentGenerator() -> Generator { LocalGenerator.value ?? DefaultGenerator.value }

/// Runs `body` with `generator` in the place of the default one, on this thread or in this task alone.
package func withDefaultGenerator<R>(_ generator: Generator, _ body: () throws -> R) rethrows -> R {
  try LocalGenerator.$value.withValue(generator, operation: body)
}

/// Seeds the default generator: what follows is reproducible, whatever the number of threads.
@discardableResult
public func manualSeed(_ seed: Int) -> Generator { currentGenerator().manualSeed(seed) }

/// Chooses the algorithm behind ops that get no generator: `.torch` makes `manualSeed(0); Tensor.randn(2, 3)` give PyTorch's numbers.
public func setDefaultGenerator(_ kind: Generator.Kind) {
  DefaultGenerator.value = Generator(seed: currentGenerator().initialSeed, kind: kind)
}
