/// One dim of a resampling: from `input` to `output` elements, `scale` input elements apart.
///
/// Every mode works dim by dim: each output element is a weighted sum of a few input elements. Rows are picked by index; along the
/// last dim, where picking goes element by element, a product with the matrix of the weights is many times faster.
struct ResampledLine {
  let input: Int, output: Int
  private let scale: Double
  private let alignCorners: Bool

  init(input: Int, output: Int, factor: Double?, alignCorners: Bool) {
    self.input = input
    self.output = output
    self.alignCorners = alignCorners
    if alignCorners {
      scale = output > 1 ? Double(input - 1) / Double(output - 1) : 0
    } else {
      scale = factor.map { 1 / $0 } ?? Double(input) / Double(output)
    }
  }

  /// Where the centre of an output element lies among the input elements.
  private func position(_ i: Int) -> Double { alignCorners ? Double(i) * scale : (Double(i) + 0.5) * scale - 0.5 }

  /// The element below position `(i + offset) · scale`.
  ///
  /// - Parameter bySizes: go by the sizes, whatever factor was given, where they are equal or one twice the other.
  func picked(_ x: Tensor, _ d: Int, offset: Double, bySizes: Bool = false) -> Tensor {
    if input == output && (bySizes || scale == 1) { return x }
    let step = bySizes && output == 2 * input ? 0.5 : scale
    let at = (0..<output).map { Swift.min(Int(((Double($0) + offset) * step).rounded(.down)), input - 1) }
    if let y = product(x, d, [(at, [Double](repeating: 1, count: output))]) { return y }
    return x.indexSelect(dim: d, index: Tensor(at, shape: [output]).to(x.device))
  }

  /// Straight lines between neighbours; equal sizes are left alone, whatever factor was given, as in PyTorch.
  func linear(_ x: Tensor, _ d: Int) -> Tensor {
    if input == output { return x }
    let place = (0..<output).map { Swift.max(position($0), 0) }
    let low = place.map { Swift.min(Int($0), input - 1) }
    let weight = zip(place, low).map { Swift.min($0 - Double($1), 1) }
    return sum(x, d, [(low, weight.map { 1 - $0 }), (low.map { Swift.min($0 + 1, input - 1) }, weight)])
  }

  /// Keys' cubic convolution of four neighbours, the first and last element repeated beyond the ends.
  func cubic(_ x: Tensor, _ d: Int) -> Tensor {
    if input == output && scale == 1 { return x }
    let place = (0..<output).map(position), base = place.map { $0.rounded(.down) }
    let taps = (-1...2).map { k in
      (
        base.map { Swift.min(Swift.max(Int($0) + k, 0), input - 1) },
        zip(place, base).map { ResampledLine.cubicConvolution(abs($0 - $1 - Double(k)), -0.75) }
      )
    }
    return sum(x, d, taps)
  }

  /// Σ over the taps of the picked elements times their weights.
  private func sum(_ x: Tensor, _ d: Int, _ taps: [(at: [Int], weights: [Double])]) -> Tensor {
    if let y = product(x, d, taps) { return y }
    var shape = [Int](repeating: 1, count: x.dims.count)
    shape[d] = output
    var total: Tensor?
    for tap in taps {
      let weights = Tensor(tap.weights, shape: shape, dtype: x.dtype).to(x.device)
      let term = x.indexSelect(dim: d, index: Tensor(tap.at, shape: [output]).to(x.device)) * weights
      total = total.map { $0 + term } ?? term
    }
    return total!
  }

  /// The same sum along the last dim as a product with the matrix of the weights, where that is small.
  ///
  /// Nil where the result is not finite: 0 · ∞ would carry an infinity or a NaN to places that do not read it.
  private func product(_ x: Tensor, _ d: Int, _ taps: [(at: [Int], weights: [Double])]) -> Tensor? {
    guard d == x.dims.count - 1, x.dtype == .float32 || x.dtype == .float64, input * output <= 1 << 20 else { return nil }
    var matrix = [Double](repeating: 0, count: input * output)
    for tap in taps {
      for i in 0..<output { matrix[tap.at[i] * output + i] += tap.weights[i] }
    }
    let y = x.matmul(Tensor(matrix, shape: [input, output], dtype: x.dtype).to(x.device))
    return noGrad { y.detach().sum().isfinite().item(as: Bool.self) } ? y : nil
  }

  /// A filter as wide as the step when shrinking, its weights normalised: a product with the (output, input) matrix of the weights.
  func filtered(_ x: Tensor, _ d: Int, support: Double, _ filter: (Double) -> Double) -> Tensor {
    if input == output { return x }
    let stretch = Swift.max(scale, 1), reach = support * stretch
    var matrix = [Double](repeating: 0, count: output * input)
    for i in 0..<output {
      let centre = scale * (Double(i) + 0.5)
      let first = Swift.max(Int(centre - reach + 0.5), 0), end = Swift.min(Int(centre + reach + 0.5), input)
      let weights = (first..<Swift.max(first, end)).map { filter((Double($0) - centre + 0.5) / stretch) }
      let total = weights.reduce(0, +)
      for (k, w) in weights.enumerated() { matrix[i * input + first + k] = total == 0 ? w : w / total }
    }
    let weights = Tensor(matrix, shape: [output, input], dtype: x.dtype).to(x.device)
    return x.movedim(d, -1).matmul(weights.t()).movedim(-1, d)
  }

  static func cubicFilter(_ t: Double) -> Double { cubicConvolution(abs(t), -0.5) }

  /// Keys' kernel. (https://doi.org/10.1109/TASSP.1981.1163711)
  static func cubicConvolution(_ t: Double, _ a: Double) -> Double {
    if t <= 1 { return ((a + 2) * t - (a + 3)) * t * t + 1 }
    if t < 2 { return a * (((t - 5) * t + 8) * t - 4) }
    return 0
  }
}
