/// PyTorch's promotion rules for a tensor beside a tensor or a number: tensors with dimensions outweigh 0-d tensors, which
/// outweigh numbers; a lighter one changes the result only when it is of a higher kind.
/// (https://pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc)
@inline(__always)
func resultType(_ x: Tensor, _ y: Tensor) -> DType {
  if x.dtype == y.dtype && !x.isWrappedNumber { return x.dtype }
  return combine((promotedDType(x), weight(x)), (promotedDType(y), weight(y)))
}

@inline(__always)
func resultType(_ x: Tensor, _ s: Scalar) -> DType {
  let d = s.dtype
  if x.dtype == d { return d }
  return combine((x.dtype, weight(x)), (d, 0))
}

/// The dtype with which a tensor takes part: a wrapped number keeps all its bits as float64, but counts as the default dtype.
private func promotedDType(_ x: Tensor) -> DType { x.isWrappedNumber && x.dtype == .float64 ? defaultDType() : x.dtype }

private func weight(_ x: Tensor) -> Int { x.isWrappedNumber ? 0 : x.dims.count == 0 ? 1 : 2 }

private func combine(_ a: (DType, Int), _ b: (DType, Int)) -> DType {
  if a.1 == b.1 { return promoteTypes(a.0, b.0) }
  let (high, low) = a.1 > b.1 ? (a.0, b.0) : (b.0, a.0)
  return low.kind > high.kind ? promoteTypes(high, low) : high
}

/// The dtype that all of `tensors` promote to.
func resultType(_ tensors: [Tensor]) -> DType {
  var best: (DType, Int)?
  var lower: (DType, Int)?
  for w in [2, 1, 0] {
    let these = tensors.filter { weight($0) == w }.map(promotedDType)
    guard let first = these.first else { continue }
    let d = these.dropFirst().reduce(first, promoteTypes)
    if let b = best {
      lower = (d, w)
      best = (combine(b, lower!), b.1)
    } else {
      best = (d, w)
    }
  }
  return best?.0 ?? defaultDType()
}

/// The dtype that an op on `a` and `b` gives (`torch.result_type`).
public func resultDType(_ a: Tensor, _ b: Tensor) -> DType { resultType(a, b) }
public func resultDType(_ a: Tensor, _ n: some TensorNumber) -> DType { resultType(a, n.scalar) }

extension DType {
  /// The dtype of a float op's result: integers and bool become the default dtype.
  @inline(__always) var floating: DType { isFloatingPoint ? self : defaultDType() }
}
