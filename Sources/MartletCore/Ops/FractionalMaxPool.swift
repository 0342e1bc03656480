// Max pooling whose windows begin at drawn places. (https://arxiv.org/abs/1412.6071)

extension F {
  /// Maxima of windows over x (N, C, H, W) or (C, H, W) that begin where random numbers say.
  ///
  /// The output's size is given, or a ratio of the input's. Window i of H′ begins at ⌊α (i + u)⌋ − ⌊α u⌋, α = (H − k) / (H′ − 1),
  /// the last one at H − k. `randomSamples` (N, C, 2) in [0, 1) hold u for each channel, W before H as in PyTorch; they are drawn unless given.
  public static func fractionalMaxPool2d(
    _ x: Tensor, _ kernelSize: some IntOrArray, outputSize: (some IntOrArray)? = Optional<Int>.none,
    outputRatio: (some NumberOrArray)? = Optional<Double>.none, randomSamples: Tensor? = nil
  ) -> Tensor {
    fractionalMaxPool2dWithIndices(x, kernelSize, outputSize: outputSize, outputRatio: outputRatio, randomSamples: randomSamples).output
  }
  /// The same over x (N, C, D, H, W) or (C, D, H, W); `randomSamples` (N, C, 3) hold u for D, H and W.
  public static func fractionalMaxPool3d(
    _ x: Tensor, _ kernelSize: some IntOrArray, outputSize: (some IntOrArray)? = Optional<Int>.none,
    outputRatio: (some NumberOrArray)? = Optional<Double>.none, randomSamples: Tensor? = nil
  ) -> Tensor {
    fractionalMaxPool3dWithIndices(x, kernelSize, outputSize: outputSize, outputRatio: outputRatio, randomSamples: randomSamples).output
  }

  /// `fractionalMaxPool2d` with the position of each maximum in its plane.
  public static func fractionalMaxPool2dWithIndices(
    _ x: Tensor, _ kernelSize: some IntOrArray, outputSize: (some IntOrArray)? = Optional<Int>.none,
    outputRatio: (some NumberOrArray)? = Optional<Double>.none, randomSamples: Tensor? = nil
  ) -> (output: Tensor, indices: Tensor) {
    fractional("fractionalMaxPool2d", 2, x, kernelSize.ints, outputSize?.ints, outputRatio?.doubles, randomSamples, [1, 0])
  }
  /// `fractionalMaxPool3d` with the position of each maximum in its volume.
  public static func fractionalMaxPool3dWithIndices(
    _ x: Tensor, _ kernelSize: some IntOrArray, outputSize: (some IntOrArray)? = Optional<Int>.none,
    outputRatio: (some NumberOrArray)? = Optional<Double>.none, randomSamples: Tensor? = nil
  ) -> (output: Tensor, indices: Tensor) {
    fractional("fractionalMaxPool3d", 3, x, kernelSize.ints, outputSize?.ints, outputRatio?.doubles, randomSamples, [0, 1, 2])
  }

  /// - Parameter order: which of a channel's samples belongs to each dim.
  private static func fractional(
    _ op: String, _ n: Int, _ x: Tensor, _ kernel: [Int], _ size: [Int]?, _ ratio: [Double]?, _ samples: Tensor?, _ order: [Int]
  ) -> (output: Tensor, indices: Tensor) {
    floating(x, op)
    require(x.dims.count == n + 1 || x.dims.count == n + 2, op, "expected an input of \(n + 1) or \(n + 2) dims, got shape \(x.dims)")
    require((size == nil) != (ratio == nil), op, "exactly one of outputSize and outputRatio must be given")
    let input = Array(x.shape.suffix(n)), k = perDim(op, n, kernel, "kernelSize")
    let output = size.map { perDim(op, n, $0, "outputSize") }
      ?? zip(input, perDim(op, n, ratio!, "outputRatio")).map { Int(Double($0) * $1) }
    for d in 0..<n {
      require(
        k[d] > 0 && output[d] > 0 && output[d] + k[d] - 1 <= input[d], op,
        "\(output) windows of \(k) do not fit an input of shape \(x.dims)")
    }
    let lead = Array(x.shape.dropLast(n)), whole = x.dims.count == n + 2 ? lead : [1] + lead
    let u = samples ?? Tensor.rand(whole + [n], dtype: x.dtype, device: x.device)
    require(u.shape == whole + [n], op, "expected randomSamples of shape \(whole + [n]), got \(u.dims)")

    // Places of a window's elements in the flattened plane, built up a dim at a time: (N, C, windows, elements).
    var places = Tensor.zeros(whole + [1, 1], dtype: .int64, device: x.device)
    for d in 0..<n {
      let starts = windowStarts(u.narrow(dim: -1, start: order[d], length: 1), input[d], k[d], output[d])
      let inside = starts.unsqueeze(-1) + Tensor.arange(k[d], device: x.device)  // (N, C, H′, k)
      let rows = (places * input[d]).unsqueeze(3).unsqueeze(5)  // (N, C, windows, 1, elements, 1)
      let sum = rows + inside.unsqueeze(2).unsqueeze(4)
      places = sum.reshape(whole + [sum.shape[2] * sum.shape[3], sum.shape[4] * sum.shape[5]])
    }
    let planes = x.reshape(whole + [input.reduce(1, *)])
    let candidates = planes.detach().gather(dim: 2, index: places.flatten(startDim: 2)).view(places.shape)
    let indices = places.gather(dim: 3, index: candidates.argmax(dim: 3, keepDim: true)).squeeze(3)
    return (planes.gather(dim: 2, index: indices).view(lead + output), indices.view(lead + output))
  }

  /// Where the windows of one dim begin: (N, C, count) for u (N, C, 1). Computed in u's dtype, as PyTorch does.
  private static func windowStarts(_ u: Tensor, _ size: Int, _ kernel: Int, _ count: Int) -> Tensor {
    let last = Tensor.full(Array(u.shape.dropLast()) + [1], size - kernel, device: u.device)
    if count == 1 { return last }
    let alpha = Double(size - kernel) / Double(count - 1)
    let i = Tensor.arange(count - 1, dtype: u.dtype, device: u.device)
    let starts = ((i + u) * alpha).floor() - (u * alpha).floor()
    return Tensor.cat([starts.to(.int64), last], dim: -1)
  }

  private static func perDim<T>(_ op: String, _ n: Int, _ values: [T], _ name: String) -> [T] {
    require(values.count == n || values.count == 1, op, "\(name) must be one number or \(n), got \(values)")
    return values.count == n ? values : [T](repeating: values[0], count: n)
  }
}
