import CMartletKernels

/// Applies an op of three broadcasting tensors; `target`: in place. `rule`: the gradients of the three, before they are reduced to the
/// operands' shapes; it reads the operands anew, so that second derivatives go through them.
private func apply(
  _ name: StaticString, _ kernel: mk_pointwise_op, _ operands: [Tensor], _ p: Params = .zero, into target: Tensor? = nil,
  rule: @escaping (_ g: Tensor, _ operands: [() -> Tensor], _ i: Int) -> Tensor
) -> Tensor {
  let (x, y, z) = (operands[0], operands[1], operands[2])
  let type = resultType(operands)
  checkKernel(kernel, name, type.compute)
  sameDevice(name, x, y)
  sameDevice(name, x, z)
  guard let dims = broadcastShape(broadcast(name, x, y), z.dims) else {
    fail(name.description, "shapes \(x.dims), \(y.dims) and \(z.dims) do not broadcast: from the right, sizes must be equal or 1")
  }
  let out = target ?? Tensor(empty: dims, type, x.device)
  let write = {
    if out.numel > 0 { out.backend.pointwise(kernel, type.compute, out, .tensor(x), .tensor(y), .tensor(z), p) }
  }
  let own = operands.map { ($0.dims, $0.dtype) }
  func gradients(_ saved: [Saved]) -> (Tensor, ClosureNode) -> [Tensor?] {
    { g, n in
      own.indices.map { i in n.needs(i) ? rule(g, saved.map { s in { s() } }, i).reduced(to: own[i].0, own[i].1) : nil }
    }
  }
  guard let target else {
    write()
    if !tracks(operands) { return out }
    let saved = operands.map { Saved($0) }
    return out.record(name, operands, saving: saved, rule: gradients(saved))
  }
  require(
    target.dims == dims && canCast(type, to: target.dtype), "\(name)_",
    "a result of shape \(dims) and dtype \(type) does not fit the \(target.dtype) tensor of shape \(target.dims) that it is to be written into")
  // The old value of the target is lost; what a rule reads of it must be a copy.
  let saved = tracks(operands) ? [Saved(x.clone()), Saved(y), Saved(z)] : []
  return target.inPlace(name, [y, z], saving: { saved }, rule: gradients(saved), write: write)
}

extension Tensor {
  /// `self + value · a · b`.
  public func addcmul(_ a: Tensor, _ b: Tensor, value: some TensorNumber = 1) -> Tensor { addcmul(a, b, value.scalar, into: nil) }
  @discardableResult
  public func addcmul_(_ a: Tensor, _ b: Tensor, value: some TensorNumber = 1) -> Tensor { addcmul(a, b, value.scalar, into: self) }

  private func addcmul(_ a: Tensor, _ b: Tensor, _ value: Scalar, into target: Tensor?) -> Tensor {
    let v = value.double
    require(
      !value.isFloatingPoint || resultType([self, a, b]).isFloatingPoint, "addcmul", "value must be an integer for integer tensors, got \(v)")
    return MartletCore.apply("addcmul", MK_OP_addcmul, [self, a, b], [v, 0, 0, 0], into: target) { g, x, i in
      i == 0 ? g : g * (x[3 - i]() * v)
    }
  }

  /// `self + value · a / b`; floating-point only.
  public func addcdiv(_ a: Tensor, _ b: Tensor, value: some TensorNumber = 1) -> Tensor { addcdiv(a, b, value.scalar.double, into: nil) }
  @discardableResult
  public func addcdiv_(_ a: Tensor, _ b: Tensor, value: some TensorNumber = 1) -> Tensor { addcdiv(a, b, value.scalar.double, into: self) }

  private func addcdiv(_ a: Tensor, _ b: Tensor, _ v: Double, into target: Tensor?) -> Tensor {
    MartletCore.apply("addcdiv", MK_OP_addcdiv, [self, a, b], [v, 0, 0, 0], into: target) { g, x, i in
      switch i {
      case 0: g
      case 1: g * v / x[2]()
      default: g * -v * x[1]() / (x[2]() * x[2]())
      }
    }
  }

  /// `self + weight · (end − self)`; the dtypes must be the same, and floating-point.
  public func lerp(_ end: Tensor, _ weight: Tensor) -> Tensor { lerp(end, weight, into: nil) }
  public func lerp(_ end: Tensor, _ weight: some TensorNumber) -> Tensor { lerp(end, Tensor(wrapping: weight.scalar, device), into: nil) }
  @discardableResult public func lerp_(_ end: Tensor, _ weight: Tensor) -> Tensor { lerp(end, weight, into: self) }
  @discardableResult
  public func lerp_(_ end: Tensor, _ weight: some TensorNumber) -> Tensor { lerp(end, Tensor(wrapping: weight.scalar, device), into: self) }

  private func lerp(_ end: Tensor, _ weight: Tensor, into target: Tensor?) -> Tensor {
    require(
      dtype == end.dtype && (weight.isWrappedNumber || weight.dtype == dtype), "lerp",
      "the dtypes differ: \(dtype), \(end.dtype) and \(weight.dtype)")
    return MartletCore.apply("lerp", MK_OP_lerp, [self, end, weight], into: target) { g, x, i in
      switch i {
      case 0: g * (1 - x[2]())
      case 1: g * x[2]()
      default: g * (x[1]() - x[0]())
      }
    }
  }
}
