import CMartletKernels

extension Tensor {
  /// Every element set to one number.
  convenience init(filled dims: Dims, _ value: Scalar, _ dtype: DType, _ device: Device) {
    self.init(empty: dims, dtype, device)
    if numel > 0 { backend.fill(self, value) }
  }

  /// A number as a 0-d tensor, in full precision, that takes part in type promotion as a number.
  convenience init(wrapping value: Scalar, _ device: Device) {
    self.init(filled: Dims(), value, value.isFloatingPoint ? .float64 : value.dtype, device)
    isWrappedNumber = true
  }

  static func checkSizes(_ op: String, _ shape: [Int]) -> Dims {
    for n in shape where n < 0 { fail(op, "a size cannot be negative, got \(shape)") }
    return Dims(shape)
  }

  private static func make(
    _ op: String, _ shape: [Int], _ value: Scalar?, _ dtype: DType?, _ device: Device, _ requiresGrad: Bool
  ) -> Tensor {
    let d = checkSizes(op, shape)
    let t = dtype ?? defaultDType()
    let x = value.map { Tensor(filled: d, $0, t, device) } ?? Tensor(empty: d, t, device)
    if requiresGrad { x.requiresGrad_() }
    return x
  }

  /// A tensor of zeros (default dtype float32).
  public static func zeros(
    _ shape: [Int], dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
  ) -> Tensor { make("zeros", shape, .int(0), dtype, device, requiresGrad) }

  /// `zeros(2, 3)`.
  public static func zeros(_ shape: Int..., dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false) -> Tensor {
    make("zeros", shape, .int(0), dtype, device, requiresGrad)
  }

  /// A tensor of ones.
  public static func ones(
    _ shape: [Int], dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
  ) -> Tensor { make("ones", shape, .int(1), dtype, device, requiresGrad) }

  /// `ones(2, 3)`.
  public static func ones(_ shape: Int..., dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false) -> Tensor {
    make("ones", shape, .int(1), dtype, device, requiresGrad)
  }

  /// A tensor whose elements are not set.
  public static func empty(
    _ shape: [Int], dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
  ) -> Tensor { make("empty", shape, nil, dtype, device, requiresGrad) }

  /// `empty(2, 3)`.
  public static func empty(_ shape: Int..., dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false) -> Tensor {
    make("empty", shape, nil, dtype, device, requiresGrad)
  }

  /// A tensor filled with `value`; without `dtype`, the number's own (int64, the default dtype, bool).
  public static func full(
    _ shape: [Int], _ value: some TensorNumber, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
  ) -> Tensor { make("full", shape, value.scalar, dtype ?? value.scalar.dtype, device, requiresGrad) }

  /// The n × m matrix (m: n) with ones on its diagonal.
  public static func eye(
    _ n: Int, _ m: Int? = nil, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
  ) -> Tensor {
    let x = make("eye", [n, m ?? n], .int(0), dtype, device, false)
    let k = Swift.min(n, m ?? n)
    if k > 0 {
      let d = Tensor(alias: x, dims: Dims([k]), strides: Dims([(m ?? n) + 1]), offset: 0)
      x.backend.fill(d, .int(1))
    }
    return requiresGrad ? x.requiresGrad_() : x
  }

  /// A tensor of zeros with the shape, dtype and device of `x`.
  public static func zerosLike(_ x: Tensor, dtype: DType? = nil, device: Device? = nil, requiresGrad: Bool = false) -> Tensor {
    make("zerosLike", x.shape, .int(0), dtype ?? x.dtype, device ?? x.device, requiresGrad)
  }

  /// A tensor of ones with the shape, dtype and device of `x`.
  public static func onesLike(_ x: Tensor, dtype: DType? = nil, device: Device? = nil, requiresGrad: Bool = false) -> Tensor {
    make("onesLike", x.shape, .int(1), dtype ?? x.dtype, device ?? x.device, requiresGrad)
  }

  /// An unset tensor with the shape, dtype and device of `x`.
  public static func emptyLike(_ x: Tensor, dtype: DType? = nil, device: Device? = nil, requiresGrad: Bool = false) -> Tensor {
    make("emptyLike", x.shape, nil, dtype ?? x.dtype, device ?? x.device, requiresGrad)
  }

  /// A tensor filled with `value`, with the shape, dtype and device of `x`.
  public static func fullLike(
    _ x: Tensor, _ value: some TensorNumber, dtype: DType? = nil, device: Device? = nil, requiresGrad: Bool = false
  ) -> Tensor { make("fullLike", x.shape, value.scalar, dtype ?? x.dtype, device ?? x.device, requiresGrad) }

  /// The numbers start, start + step, … below `end`: ceil((end − start) / step) of them.
  ///
  /// Integers give int64, anything else the default dtype.
  public static func arange<N: TensorNumber>(
    _ start: N, _ end: N, step: N, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
  ) -> Tensor { arange(start.scalar, end.scalar, step.scalar, dtype, device, requiresGrad) }

  /// start, start + 1, … below `end`.
  public static func arange<N: TensorNumber>(
    _ start: N, _ end: N, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
  ) -> Tensor { arange(start.scalar, end.scalar, .int(1), dtype, device, requiresGrad) }

  /// 0, 1, … below `end`.
  public static func arange<N: TensorNumber>(
    _ end: N, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
  ) -> Tensor { arange(.int(0), end.scalar, .int(1), dtype, device, requiresGrad) }

  private static func arange(
    _ start: Scalar, _ end: Scalar, _ step: Scalar, _ dtype: DType?, _ device: Device, _ requiresGrad: Bool
  ) -> Tensor {
    let isFloat = start.isFloatingPoint || end.isFloatingPoint || step.isFloatingPoint
    let t = dtype ?? (isFloat ? defaultDType() : .int64)
    require(step.double != 0, "arange", "the step cannot be 0")
    let span = end.double - start.double
    require(
      span.isFinite && span / step.double >= 0, "arange",
      "from \(start.double) to \(end.double) with step \(step.double): the step goes the wrong way or a bound is not finite")
    let n: Int
    if isFloat {
      n = Int((span / step.double).rounded(.up))
    } else {
      let d = end.int - start.int, s = step.int
      n = (d + s - (s > 0 ? 1 : -1)) / s
    }
    let x = Tensor(empty: Dims([n]), t, device)
    if n > 0 {
      let start = t.isFloatingPoint ? Scalar.double(start.double) : start
      x.backend.arange(x, start: start, step: step)
    }
    return requiresGrad ? x.requiresGrad_() : x
  }
}
