import Martlet

/// 0, 1, 4, 9, …
struct Squares: Dataset {
  let count: Int
  subscript(i: Int) -> Int { i * i }
}

/// 0, 1, 2, …, of which some cannot be read.
struct Broken: Dataset {
  struct Unreadable: Error, CustomStringConvertible { let description = "image.png cannot be read" }
  let count: Int
  let bad: Set<Int>
  subscript(i: Int) -> Int {
    get throws {
      if bad.contains(i) { throw Unreadable() }
      return i
    }
  }
}

/// Samples with a random part, as augmentations draw it.
struct Noisy: Dataset {
  let count: Int
  subscript(i: Int) -> (Int, Tensor) { (i, Tensor.rand(2)) }
}

/// Samples of 40 kB.
struct Wide: Dataset {
  let count: Int
  subscript(i: Int) -> Tensor { Tensor.full([10_000], Double(i)) }
}

/// A sample of every kind that is collated by default.
struct Mixed: Dataset {
  let count = 5
  subscript(i: Int) -> (Tensor, Int, Double, String, Bool) { (Tensor.full([2], Double(i)), i, Double(i) / 2, "s\(i)", i % 2 == 0) }
}

/// n, n − 1, …, 1, front to back.
struct Countdown: Sequence, IteratorProtocol, IterableDataset {
  private var n: Int
  init(from n: Int) { self.n = n }

  mutating func next() -> Int? {
    if n == 0 { return nil }
    n -= 1
    return n + 1
  }
}

/// Lines of which the last one cannot be read.
struct Truncated: IterableDataset {
  let count: Int? = 5
  func samples() -> () throws -> Int? {
    var i = 0
    return {
      if i == 4 { throw Broken.Unreadable() }
      i += 1
      return i - 1
    }
  }
}
