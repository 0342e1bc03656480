import Martlet

func addCreation(_ t: inout OpTable) {
  t.op("tensor(data, dtype)") { $0.literal("data", dtype: $0.optionalDType("dtype")) }
  t.op("scalar_tensor(s, dtype, requires_grad)") {
    Tensor.full([], $0.number("s"), dtype: $0.optionalDType("dtype") ?? defaultDType(), requiresGrad: $0.bool("requires_grad"))
  }
  t.op("zeros(*size, dtype)") { Tensor.zeros($0.ints("size"), dtype: $0.optionalDType("dtype")) }
  t.op("ones(*size, dtype)") { Tensor.ones($0.ints("size"), dtype: $0.optionalDType("dtype")) }
  t.op("full(size, fill_value, dtype)") { Tensor.full($0.ints("size"), $0.number("fill_value"), dtype: $0.optionalDType("dtype")) }
  t.op("eye(n, m, dtype, requires_grad)") {
    Tensor.eye($0.int("n"), $0.optionalInt("m"), dtype: $0.optionalDType("dtype"), requiresGrad: $0.bool("requires_grad"))
  }
  t.op("arange(*bounds, end, dtype)") { a in
    let b = a.numbers("bounds") + (a.optionalNumber("end").map { [$0] } ?? [])
    let dtype = a.optionalDType("dtype")
    return switch b.count {
    case 1: Tensor.arange(b[0], dtype: dtype)
    case 2: Tensor.arange(b[0], b[1], dtype: dtype)
    default: Tensor.arange(b[0], b[1], step: b[2], dtype: dtype)
    }
  }

  t.op("zeros_like(input, dtype)") { Tensor.zerosLike($0.x, dtype: $0.optionalDType("dtype")) }
  t.op("ones_like(input, dtype)") { Tensor.onesLike($0.x, dtype: $0.optionalDType("dtype")) }
  t.op("full_like(input, fill_value, dtype)") { Tensor.fullLike($0.x, $0.number("fill_value"), dtype: $0.optionalDType("dtype")) }
  t.op("new_zeros(input, *size, dtype)") { Tensor.zeros($0.ints("size"), dtype: newDType($0)) }
  t.op("new_ones(input, *size, dtype)") { Tensor.ones($0.ints("size"), dtype: newDType($0)) }
  t.op("new_full(input, size, fill_value, dtype)") { Tensor.full($0.ints("size"), $0.number("fill_value"), dtype: newDType($0)) }
  t.op("fill(input, value)") { $0.x.clone().fill_($0.number("value")) } inPlace: { $0.x.fill_($0.number("value")) }
  t.unary("zero_") { $0.clone().zero_() }
}

/// What a `new_…` method makes has the dtype of its receiver unless told otherwise.
private func newDType(_ a: Call) -> DType {
  let own = a.x.dtype
  return a.optionalDType("dtype") ?? own
}
