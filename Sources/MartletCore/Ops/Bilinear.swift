extension F {
  /// `y_k = x1ᵀ A_k x2 + b_k` for x1 (…, I), x2 (…, J), A (K, I, J), b (K): (…, K).
  public static func bilinear(_ x1: Tensor, _ x2: Tensor, _ weight: Tensor, _ bias: Tensor? = nil) -> Tensor {
    let op = "bilinear"
    require(weight.dims.count == 3, op, "expected a weight of shape (K, I, J), got \(weight.dims)")
    let (k, i, j) = (weight.dims[0], weight.dims[1], weight.dims[2])
    let lead = Array(x1.shape.dropLast())
    if x1.dims.count == 0 || x1.shape != lead + [i] || x2.shape != lead + [j] {
      fail(op, "inputs of shapes \(x1.dims) and \(x2.dims) do not fit a weight of shape \(weight.dims)")
    }
    if let b = bias { require(b.shape == [k], op, "expected \(k) biases, got shape \(b.dims)") }
    require(x2.dtype == x1.dtype && weight.dtype == x1.dtype, op, "the dtypes differ: \(x1.dtype), \(x2.dtype) and weight \(weight.dtype)")
    let n = lead.reduce(1, *)
    let left = x1.widened.reshape([n, i]).mm(weight.widened.permute(1, 0, 2).reshape([i, k * j])).view(n, k, j)
    let y = (left * x2.widened.reshape([n, 1, j])).sum(dim: -1).view(lead + [k])
    return (bias.map { y + $0 } ?? y).to(resultType(x1, weight))
  }
}
