// Products of vectors, matrices and tensors beyond mm, bmm and matmul.

/// `beta · x + alpha · p`; x broadcasts to p and is not read when beta is 0.
private func blend(_ op: String, _ x: Tensor, _ p: Tensor, _ beta: Scalar, _ alpha: Scalar) -> Tensor {
  require(x.dtype == p.dtype, op, "the dtypes differ: \(x.dtype) and \(p.dtype)")
  require(broadcastShape(x.dims, p.dims) == p.dims, op, "a tensor of shape \(x.dims) does not broadcast to the product's \(p.dims)")
  let scaled = alpha == .int(1) ? p : p * whole(alpha, p)
  if beta.double == 0 { return scaled.to(p.dtype) }
  return ((beta == .int(1) ? x : x * whole(beta, p)) + scaled).to(p.dtype)
}

/// A factor as PyTorch reads it beside an integer product: without its fraction.
private func whole(_ factor: Scalar, _ p: Tensor) -> Scalar { p.dtype.isFloatingPoint ? factor : .int(factor.int) }

/// The same, written into x.
private func blendInPlace(_ op: String, _ x: Tensor, _ p: Tensor, _ beta: Scalar, _ alpha: Scalar) -> Tensor {
  require(x.dims == p.dims, op, "the product has shape \(p.dims), which does not fit the \(x.dims) tensor that it is to be written into")
  require(x.dtype == p.dtype, op, "the dtypes differ: \(x.dtype) and \(p.dtype)")
  if beta.double == 0 { x.zero_() } else if beta != .int(1) { x.mul_(x.dtype == .bool ? .bool(beta.int != 0) : whole(beta, p)) }
  return x.add_(alpha == .int(1) ? p : (p * whole(alpha, p)).to(p.dtype))
}

extension Tensor {
  // MARK: A product added to a tensor

  /// `beta · self + alpha · a b`, in place.
  @discardableResult
  public func addmm_(_ a: Tensor, _ b: Tensor, beta: some TensorNumber = 1, alpha: some TensorNumber = 1) -> Tensor {
    blendInPlace("addmm_", self, a.mm(b), beta.scalar, alpha.scalar)
  }

  /// `beta · self + alpha · a v` for a matrix a (n, k) and a vector v (k).
  public func addmv(_ a: Tensor, _ v: Tensor, beta: some TensorNumber = 1, alpha: some TensorNumber = 1) -> Tensor {
    blend("addmv", self, a.mv(v), beta.scalar, alpha.scalar)
  }
  @discardableResult
  public func addmv_(_ a: Tensor, _ v: Tensor, beta: some TensorNumber = 1, alpha: some TensorNumber = 1) -> Tensor {
    blendInPlace("addmv_", self, a.mv(v), beta.scalar, alpha.scalar)
  }

  /// `beta · self + alpha · u vᵀ` for vectors u (n) and v (m).
  public func addr(_ u: Tensor, _ v: Tensor, beta: some TensorNumber = 1, alpha: some TensorNumber = 1) -> Tensor {
    let p = u.outer(v), type = promoteTypes(dtype, p.dtype)
    return blend("addr", to(type), p.to(type), beta.scalar, alpha.scalar)
  }
  @discardableResult
  public func addr_(_ u: Tensor, _ v: Tensor, beta: some TensorNumber = 1, alpha: some TensorNumber = 1) -> Tensor {
    blendInPlace("addr_", self, u.outer(v), beta.scalar, alpha.scalar)
  }

  /// `beta · self + alpha · Σᵢ aᵢ bᵢ` over batches a (b, n, k) and b (b, k, m).
  public func addbmm(_ a: Tensor, _ b: Tensor, beta: some TensorNumber = 1, alpha: some TensorNumber = 1) -> Tensor {
    blend("addbmm", self, Tensor.summedProducts(a, b), beta.scalar, alpha.scalar)
  }
  @discardableResult
  public func addbmm_(_ a: Tensor, _ b: Tensor, beta: some TensorNumber = 1, alpha: some TensorNumber = 1) -> Tensor {
    blendInPlace("addbmm_", self, Tensor.summedProducts(a, b), beta.scalar, alpha.scalar)
  }

  /// `beta · self + alpha · a b` for batches of matrices.
  public func baddbmm(_ a: Tensor, _ b: Tensor, beta: some TensorNumber = 1, alpha: some TensorNumber = 1) -> Tensor {
    blend("baddbmm", self, a.bmm(b), beta.scalar, alpha.scalar)
  }
  @discardableResult
  public func baddbmm_(_ a: Tensor, _ b: Tensor, beta: some TensorNumber = 1, alpha: some TensorNumber = 1) -> Tensor {
    blendInPlace("baddbmm_", self, a.bmm(b), beta.scalar, alpha.scalar)
  }

  /// Σᵢ aᵢ bᵢ as one product: the batches side by side.
  private static func summedProducts(_ a: Tensor, _ b: Tensor) -> Tensor {
    if a.dims.count != 3 || b.dims.count != 3 || a.dims[0] != b.dims[0] || a.dims[2] != b.dims[1] {
      fail("addbmm", "shapes \(a.dims) and \(b.dims) do not multiply: expected (b, n, k) and (b, k, m)")
    }
    let (n, inner, m) = (a.dims[1], a.dims[0] * a.dims[2], b.dims[2])
    return a.transpose(0, 1).reshape([n, inner]).mm(b.reshape([inner, m]))
  }

  // MARK: Products of vectors and tensors

  /// u vᵀ: every element of u (n) times every element of v (m), (n, m).
  public func outer(_ v: Tensor) -> Tensor {
    require(dims.count == 1 && v.dims.count == 1, "outer", "expected two vectors, got shapes \(dims) and \(v.dims)")
    return unsqueeze(1) * v
  }

  /// Sums of products over the last dims of both; a 0-d tensor multiplies.
  public func inner(_ y: Tensor) -> Tensor {
    if dims.count == 0 || y.dims.count == 0 { return self * y }
    let (k, n) = (dims[dims.count - 1], y.dims[y.dims.count - 1])
    require(k == n, "inner", "the last dims of shapes \(dims) and \(y.dims) differ")
    return tensordot(y, dims: ([-1], [-1]))
  }

  /// The inner product of two vectors; for real tensors the same as `dot`.
  public func vdot(_ v: Tensor) -> Tensor { dot(v) }

  /// The Kronecker product: every element of this tensor times all of `y`, as blocks.
  public func kron(_ y: Tensor) -> Tensor {
    let n = Swift.max(dims.count, y.dims.count)
    let a = [Int](repeating: 1, count: n - dims.count) + shape, b = [Int](repeating: 1, count: n - y.dims.count) + y.shape
    let left = reshape(a.flatMap { [$0, 1] }), right = y.reshape(b.flatMap { [1, $0] })
    return (left * right).reshape(zip(a, b).map { $0 * $1 })
  }

  /// The vector product along a dim of size 3 (by default the first such dim); other dims broadcast.
  public func cross(_ y: Tensor, dim: Int? = nil) -> Tensor {
    guard let d = dim ?? dims.indices.first(where: { dims[$0] == 3 }) else {
      fail("cross", "a tensor of shape \(dims) has no dim of size 3")
    }
    return crossed("cross", y, d)
  }

  func crossed(_ op: String, _ y: Tensor, _ dim: Int) -> Tensor {
    require(dims.count == y.dims.count, op, "shapes \(dims) and \(y.dims) must have the same number of dimensions")
    let d = wrap(dim, dims.count, op)
    require(
      dims.count > 0 && dims[d] == 3 && y.dims[d] == 3, op, "dim \(dim) must have size 3 in both, got shapes \(dims) and \(y.dims)")
    func part(_ t: Tensor, _ shift: Int) -> Tensor { t.roll(-shift, d) }
    return part(self, 1) * part(y, 2) - part(self, 2) * part(y, 1)
  }

  /// Sums of products over the last `dims` dims of this tensor and the first of `y`.
  public func tensordot(_ y: Tensor, dims count: Int = 2) -> Tensor {
    require(
      count >= 0 && count <= dims.count && count <= y.dims.count, "tensordot",
      "\(count) dims cannot be contracted between shapes \(dims) and \(y.dims)")
    return tensordot(y, dims: (Array((dims.count - count)..<dims.count), Array(0..<count)))
  }

  /// Sums of products over the given dims of this tensor and of `y`; a size of 1 broadcasts.
  public func tensordot(_ y: Tensor, dims pairs: ([Int], [Int])) -> Tensor {
    require(pairs.0.count == pairs.1.count, "tensordot", "\(pairs.0) and \(pairs.1) differ in length")
    require(dtype == y.dtype, "tensordot", "the dtypes differ: \(dtype) and \(y.dtype)")
    let a = wrapAll(pairs.0, dims.count, "tensordot"), b = wrapAll(pairs.1, y.dims.count, "tensordot")
    var (left, right) = (self, y)
    for (i, j) in zip(a, b) where left.dims[i] != right.dims[j] {
      if right.dims[j] == 1 {
        left = left.sum(dim: i, keepDim: true, dtype: dtype)
      } else if left.dims[i] == 1 {
        right = right.sum(dim: j, keepDim: true, dtype: dtype)
      } else {
        fail("tensordot", "sizes of dim \(i) of shape \(dims) and dim \(j) of shape \(y.dims) differ")
      }
    }
    let freeA = left.dims.indices.filter { !a.contains($0) }, freeB = right.dims.indices.filter { !b.contains($0) }
    let k = a.reduce(1) { $0 * left.dims[$1] }
    let sizesA = freeA.map { left.dims[$0] }, sizesB = freeB.map { right.dims[$0] }
    let p = left.permute(freeA + a).reshape([sizesA.reduce(1, *), k])
    let q = right.permute(b + freeB).reshape([k, sizesB.reduce(1, *)])
    return p.mm(q).reshape(sizesA + sizesB)
  }
}
