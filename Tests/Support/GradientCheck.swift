import Martlet

extension GradientCase {
  private typealias Point = [[Double]]

  /// Where the op is tried: numbers for each input.
  private var point: Point {
    shapes.enumerated().map { i, s in numbers(s.reduce(1, *), seed: i + 1, in: range) }
  }

  private func inputs(_ point: Point, _ layout: Layout, requiresGrad: Bool) -> [Tensor] {
    zip(point, shapes).map { values, shape in
      let x = layout.applied(to: Tensor(values, shape: shape, dtype: .float64))
      return requiresGrad ? x.detach().requiresGrad_() : x
    }
  }

  /// One number for all outputs: their inner product with `weights`.
  private func loss(_ inputs: [Tensor], _ weights: [Tensor]) -> Tensor {
    zip(body(inputs), weights).map { ($0 * $1).sum() }.reduce(Tensor(0, dtype: .float64)) { $0 + $1 }
  }

  private func outputShapes(_ point: Point) -> [[Int]] {
    noGrad { body(inputs(point, .contiguous, requiresGrad: false)).map(\.shape) }
  }

  /// Compares the gradients of the op with central differences; nil when they agree.
  public func firstOrderError(_ layout: Layout) -> String? {
    let point = point
    let weights = outputShapes(point).enumerated().map { i, s in
      Tensor(numbers(s.reduce(1, *), seed: 100 + i), shape: s, dtype: .float64)
    }
    let leaves = inputs(point, layout, requiresGrad: true)
    loss(leaves, weights).backward()
    let expected = differences(point) { p in
      noGrad { loss(inputs(p, layout, requiresGrad: false), weights).item() }
    }
    return compare(leaves, expected)
  }

  /// Compares the gradients of the op's gradients, as `createGraph` records them, with central differences of the
  /// gradients that it computes without; also with respect to the incoming gradient. nil when they agree.
  public func secondOrderError(_ layout: Layout) -> String? {
    let own = point, shapesOut = outputShapes(own), count = own.count
    let whole = own + shapesOut.enumerated().map { i, s in numbers(s.reduce(1, *), seed: 100 + i) }
    let directions = shapes.enumerated().map { i, s in
      Tensor(numbers(s.reduce(1, *), seed: 200 + i), shape: s, dtype: .float64)
    }

    func leaves(_ p: Point) -> (x: [Tensor], weights: [Tensor]) {
      let x = inputs(Array(p[..<count]), layout, requiresGrad: true)
      let w = zip(p[count...], shapesOut).map { Tensor($0, shape: $1, dtype: .float64, requiresGrad: true) }
      return (x, w)
    }
    func slope(_ x: [Tensor], _ weights: [Tensor], createGraph: Bool) -> Tensor {
      let g = grad(of: [loss(x, weights)], wrt: x, createGraph: createGraph, allowUnused: true)
      return zip(g, directions).map { ($0 * $1).sum() }.reduce(Tensor(0, dtype: .float64)) { $0 + $1 }
    }

    let (x, weights) = leaves(whole)
    let s = slope(x, weights, createGraph: true)
    if s.requiresGrad { s.backward() }
    let expected = differences(whole) { p in
      let (x, weights) = leaves(p)
      return slope(x, weights, createGraph: false).item()
    }
    return compare(x + weights, expected)
  }

  /// (f(x + h) − f(x − h)) / 2h for each number of the point.
  private func differences(_ point: Point, _ f: (Point) -> Double) -> Point {
    let h = 1e-5
    return point.indices.map { i in
      point[i].indices.map { j in
        var above = point, below = point
        above[i][j] += h
        below[i][j] -= h
        return (f(above) - f(below)) / (2 * h)
      }
    }
  }

  private func compare(_ leaves: [Tensor], _ expected: Point) -> String? {
    for (i, (x, e)) in zip(leaves, expected).enumerated() {
      let g = x.grad ?? Tensor.zerosLike(x)  // no gradient at all stands for zeros
      if g.shape != x.shape { return "\(name): the gradient of input \(i) has shape \(g.shape), expected \(x.shape)" }
      if let reason = difference(g, e, rtol: 1e-5, atol: 1e-6) { return "\(name): gradient of input \(i): \(reason)" }
    }
    return nil
  }
}
