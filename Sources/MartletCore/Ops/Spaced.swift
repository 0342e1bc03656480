// Numbers at equal distances or ratios.

extension Tensor {
  /// `steps` numbers at equal distances from `start` to `end`, both included.
  ///
  /// The second half is counted from the end, so that the last number is `end` itself. Stops on a negative `steps`.
  public static func linspace(
    _ start: some TensorNumber, _ end: some TensorNumber, steps: Int, dtype: DType? = nil, device: Device = .cpu,
    requiresGrad: Bool = false
  ) -> Tensor {
    let y = spaced("linspace", start.scalar.double, end.scalar.double, steps, dtype ?? defaultDType(), device)
    return requiresGrad ? y.requiresGrad_() : y
  }

  /// `base` to the power of `steps` numbers at equal distances from `start` to `end`.
  public static func logspace(
    _ start: some TensorNumber, _ end: some TensorNumber, steps: Int, base: Double = 10, dtype: DType? = nil,
    device: Device = .cpu, requiresGrad: Bool = false
  ) -> Tensor {
    let type = dtype ?? defaultDType()
    let ends = [start.scalar.double, end.scalar.double].map { type.isFloatingPoint ? $0 : $0.rounded(.towardZero) }
    let exponents = spaced("logspace", ends[0], ends[1], steps, .float64, device)
    let y = (Tensor(wrapping: .double(base), device).to(.float64).pow(exponents)).to(type)
    return requiresGrad ? y.requiresGrad_() : y
  }

  private static func spaced(_ op: String, _ start: Double, _ end: Double, _ steps: Int, _ dtype: DType, _ device: Device) -> Tensor {
    require(steps >= 0, op, "the number of steps must not be negative, got \(steps)")
    // Integer results: PyTorch truncates the ends first, steps in float32 and truncates again.
    let start = dtype.isFloatingPoint ? start : start.rounded(.towardZero), end = dtype.isFloatingPoint ? end : end.rounded(.towardZero)
    if steps == 0 { return Tensor.empty([0], dtype: dtype, device: device) }
    if steps == 1 { return Tensor.full([1], start, dtype: dtype, device: device) }
    let y = Tensor(empty: Dims([steps]), dtype, device)
    y.backend.linspace(y, start: start, end: end)
    return y
  }
}
