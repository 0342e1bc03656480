import MartletCore

/// Single random numbers, drawn as torchvision draws them: a `.torch` generator gives its decisions.
struct Draw {
  let generator: Generator?

  init(_ generator: Generator?) { self.generator = generator }

  /// Whether something of this probability happens.
  func happens(_ p: Double) -> Bool { Tensor.rand([1], dtype: .float32, generator: generator).item() < Double(Float(p)) }

  /// A number from low ..< high.
  func uniform(_ range: (Double, Double)) -> Double {
    Tensor.empty([1], dtype: .float32).uniform_(from: range.0, to: range.1, generator: generator).item()
  }

  /// An integer from low ..< high.
  func integer(_ low: Int, _ high: Int) -> Int { Tensor.randint(low, high, [1], generator: generator).item(as: Int.self) }

  /// 0 ..< n in random order.
  func order(_ n: Int) -> [Int] { Tensor.randperm(n, generator: generator).toArray(Int.self) }

  /// The sides √(a r) and √(a / r) of a rectangle: a is a share of `area` and r a ratio, both from ranges; r is uniform in its logarithm.
  func rectangle(area: Int, scale: (Double, Double), ratio: (Double, Double)) -> (times: Int, over: Int) {
    let target = Double(area) * uniform(scale)
    let logarithms = Tensor([ratio.0, ratio.1], dtype: .float32).log()
    let exponent = Tensor.empty([1], dtype: .float32)
      .uniform_(from: logarithms[0].item(), to: logarithms[1].item(), generator: generator)
    let r = exponent.exp().item()
    func side(_ x: Double) -> Int { Int(x.squareRoot().rounded(.toNearestOrEven)) }
    return (side(target * r), side(target / r))
  }
}
