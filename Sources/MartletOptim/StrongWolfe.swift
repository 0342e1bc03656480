import MartletCore

/// A point on the line along which LBFGS searches: the step t, the loss there, its gradient, and its slope along the line.
struct LinePoint {
  let t: Double
  let loss: Double
  let gradient: Tensor
  let slope: Double
}

/// A line search for a step that satisfies the strong Wolfe conditions: `f(t) ≤ f(0) + c₁ t f′(0)` and `|f′(t)| ≤ c₂ |f′(0)|`.
///
/// It first brackets such a step, then narrows the bracket by cubic interpolation. (Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6;
/// the safeguards are minFunc's, https://www.cs.ubc.ca/~schmidtm/Software/minFunc.html)
struct StrongWolfe {
  let start: LinePoint
  /// The largest |element| of the direction, by which the bracket's length is measured.
  let directionSize: Double
  let tolerance: Double
  let maxIterations: Int
  let evaluate: (Double) -> LinePoint
  private let c1 = 1e-4, c2 = 0.9

  init(
    start: LinePoint, directionSize: Double, tolerance: Double, maxIterations: Int, evaluate: @escaping (Double) -> LinePoint
  ) {
    self.start = start
    self.directionSize = directionSize
    self.tolerance = tolerance
    self.maxIterations = maxIterations
    self.evaluate = evaluate
  }

  private func decreases(_ p: LinePoint) -> Bool { !(p.loss > start.loss + c1 * p.t * start.slope) }
  private func isFlat(_ p: LinePoint) -> Bool { Swift.abs(p.slope) <= -c2 * start.slope }

  /// The point found, and how often the loss was evaluated.
  func search(from t: Double) -> (LinePoint, evaluations: Int) {
    var point = evaluate(t), previous = start
    var iteration = 0
    var bracket: [LinePoint]?
    while iteration < maxIterations {
      if !decreases(point) || (iteration > 1 && point.loss >= previous.loss) || point.slope >= 0 && !isFlat(point) {
        bracket = [previous, point]
        break
      }
      if isFlat(point) { return (point, iteration + 1) }
      let bounds = (point.t + 0.01 * (point.t - previous.t), point.t * 10)
      let next = evaluate(Self.cubicMinimum(previous, point, bounds))
      (previous, point) = (point, next)
      iteration += 1
    }
    return zoom(bracket ?? [start, point], iteration)
  }

  /// Narrows a bracket until a point of it satisfies both conditions.
  private func zoom(_ bracket: [LinePoint], _ used: Int) -> (LinePoint, evaluations: Int) {
    var bracket = bracket, iteration = used
    var stalled = false
    var low = bracket[0].loss <= bracket[1].loss ? 0 : 1
    while iteration < maxIterations, Swift.abs(bracket[1].t - bracket[0].t) * directionSize >= tolerance {
      let left = Swift.min(bracket[0].t, bracket[1].t), right = Swift.max(bracket[0].t, bracket[1].t)
      var t = Self.cubicMinimum(bracket[0], bracket[1], (left, right))
      // A step close to an end makes little progress: the second time in a row it is moved inwards.
      let margin = 0.1 * (right - left)
      if Swift.min(right - t, t - left) < margin {
        if stalled || t >= right || t <= left {
          t = Swift.abs(t - right) < Swift.abs(t - left) ? right - margin : left + margin
          stalled = false
        } else {
          stalled = true
        }
      } else {
        stalled = false
      }
      let point = evaluate(t)
      iteration += 1
      if !decreases(point) || point.loss >= bracket[low].loss {
        bracket[1 - low] = point
        low = bracket[0].loss <= bracket[1].loss ? 0 : 1
        continue
      }
      if isFlat(point) { return (point, iteration + 1) }
      if point.slope * (bracket[1 - low].t - bracket[low].t) >= 0 { bracket[1 - low] = bracket[low] }
      bracket[low] = point
    }
    return (bracket[low], iteration + 1)
  }

  /// Where the cubic through two points with their slopes is least, within bounds; their middle if it has no minimum.
  private static func cubicMinimum(_ a: LinePoint, _ b: LinePoint, _ bounds: (Double, Double)) -> Double {
    let d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    let square = d1 * d1 - a.slope * b.slope
    guard square >= 0 else { return (bounds.0 + bounds.1) / 2 }
    let d2 = square.squareRoot()
    let (near, far) = a.t <= b.t ? (a, b) : (b, a)
    let t = far.t - (far.t - near.t) * ((far.slope + d2 - d1) / (far.slope - near.slope + 2 * d2))
    return Swift.min(Swift.max(t, bounds.0), bounds.1)
  }
}
