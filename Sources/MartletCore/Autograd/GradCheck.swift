extension Autograd {
  /// Compares the gradients of `f` with central differences `(f(x + eps) − f(x − eps)) / 2 eps`, element by element.
  ///
  /// - Parameters:
  ///   - f: from the inputs to one output.
  ///   - inputs: float64 tensors; those that require a gradient are checked.
  ///   - raiseException: stop with the first difference instead of returning false.
  /// - Returns: whether |numeric − analytic| ≤ atol + rtol |analytic| everywhere.
  @discardableResult
  public static func gradcheck(
    _ f: ([Tensor]) -> Tensor, _ inputs: [Tensor], eps: Double = 1e-6, atol: Double = 1e-5, rtol: Double = 1e-3,
    raiseException: Bool = true
  ) -> Bool {
    checkInputs("gradcheck", inputs)
    let y = enableGrad { f(inputs) }
    let weights = weights(for: y)
    let checked = inputs.filter(\.requiresGrad)
    let analytic = y.requiresGrad
      ? grad(of: [y], wrt: checked, gradOutputs: [weights], allowUnused: true) : checked.map { Tensor.zerosLike($0) }
    for (k, (x, g)) in zip(checked, analytic).enumerated() {
      let numeric = difference(f, inputs, x, weights, eps)
      if g.allClose(numeric, rtol: rtol, atol: atol, equalNan: true) { continue }
      if raiseException {
        fail("gradcheck", "the gradient of input \(k) is\n\(g)\nbut differences give\n\(numeric)")
      }
      return false
    }
    return true
  }

  /// The same for second derivatives: checks the gradients of the gradient of `f`.
  @discardableResult
  public static func gradgradcheck(
    _ f: ([Tensor]) -> Tensor, _ inputs: [Tensor], eps: Double = 1e-6, atol: Double = 1e-5, rtol: Double = 1e-3,
    raiseException: Bool = true
  ) -> Bool {
    checkInputs("gradgradcheck", inputs)
    let weights = weights(for: noGrad { f(inputs) })
    let first: ([Tensor]) -> Tensor = { x in
      let y = f(x)
      let g = grad(of: [y], wrt: x.filter(\.requiresGrad), gradOutputs: [weights], createGraph: true, allowUnused: true)
      return Tensor.cat(g.map { $0.reshape(-1) })
    }
    return gradcheck(first, inputs, eps: eps, atol: atol, rtol: rtol, raiseException: raiseException)
  }

  private static func checkInputs(_ op: String, _ inputs: [Tensor]) {
    require(inputs.contains { $0.requiresGrad }, op, "no input requires a gradient")
    for x in inputs where x.requiresGrad {
      require(x.dtype == .float64, op, "inputs must be float64 for differences to be exact enough, got \(x.dtype)")
    }
  }

  /// A fixed weight for each output element, so that one gradient sees them all.
  private static func weights(for y: Tensor) -> Tensor {
    noGrad { (Tensor.arange(y.numel, dtype: .float64) * 0.7 + 0.3).sin().view(y.shape).to(y.dtype) }
  }

  private static func difference(
    _ f: ([Tensor]) -> Tensor, _ inputs: [Tensor], _ x: Tensor, _ weights: Tensor, _ eps: Double
  ) -> Tensor {
    func value() -> Double { enableGrad { (f(inputs).detach() * weights).sum().item() } }
    let numbers = x.toArray(Double.self)
    var slopes: [Double] = []
    for i in numbers.indices {
      // The element's place in a tensor of any strides.
      var rest = i, offset = x.storageOffset
      for d in x.dims.indices.reversed() {
        offset += rest % x.dims[d] * x.strides[d]
        rest /= x.dims[d]
      }
      let element = Tensor(alias: x, dims: Dims(), strides: Dims(), offset: offset)
      func at(_ v: Double) -> Double {
        element.backend.fill(element, .double(v))
        return value()
      }
      slopes.append((at(numbers[i] + eps) - at(numbers[i] - eps)) / (2 * eps))
      element.backend.fill(element, .double(numbers[i]))
    }
    return Tensor(slopes, shape: x.shape, dtype: .float64)
  }
}
